import type { Objection } from './choice-diagnostics.ts'
import type { ReferentialEvent } from './obligation.ts'
import type { Choice } from './resolve-choices.ts'
import type { PlannedReaction } from './split-plan.ts'
import type { Fitness, Guard, Reaction, ReferenceScene } from './strategy.ts'
import { guards, guardStrategy, reactions, reactionStrategy } from './strategy-registry.ts'

export interface ChosenStrategies {
  readonly guard: Guard
  readonly delete: PlannedReaction
  readonly update: PlannedReaction
  /** Against what the configuration chose. */
  readonly objections: readonly Objection[]
}

/** The first strategy that fits, unless the configuration says another. */
export function chooseStrategies(scene: ReferenceScene, choice: Choice): ChosenStrategies {
  const objections: Objection[] = []
  const judge = <Id extends string>(part: Objection['part'], chosen: Id, proposed: Id, fitness: Fitness): void => {
    if (chosen === proposed || fitness.verdict === 'fit' || fitness.verdict === 'stricter') return
    objections.push({ key: scene.key, part, chosen, proposed, ...fitness })
  }

  const proposedGuard = proposeGuard(scene)
  const guard = choice.guard ?? proposedGuard
  judge('guard', guard, proposedGuard, guardStrategy(guard).fitness(scene))

  const react = (on: ReferentialEvent): PlannedReaction => {
    const proposed = proposeReaction(scene, on)
    const reaction = choice[on] ?? proposed
    const strategy = reactionStrategy(reaction)
    const fitness = strategy.fitness(scene, on)
    judge(on, reaction, proposed, fitness)
    const chosen = reaction === proposed ? [] : [`Chosen in the configuration; proposed was ${proposed}.`]
    return { reaction, tier: strategy.tier(guard), because: [...chosen, ...fitness.because] }
  }
  return { guard, delete: react('delete'), update: react('update'), objections }
}

/** The first that fits. */
export function proposeReaction(scene: ReferenceScene, on: ReferentialEvent): Reaction {
  return reactions.find((strategy) => strategy.fitness(scene, on).verdict === 'fit')!.id
}

function proposeGuard(scene: ReferenceScene): Guard {
  const judged = (is: (verdict: Fitness['verdict']) => boolean) =>
    guards.find((strategy) => is(strategy.fitness(scene).verdict))
  return (judged((verdict) => verdict === 'fit') ?? judged((verdict) => verdict !== 'impossible')!).id
}
