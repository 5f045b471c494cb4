import type { QualifiedName } from '../core/identifier.ts'
import type { Refusal } from './judge-effect.ts'
import type { Obligation, ReferentialEvent } from './obligation.ts'
import type { ReferenceEnd } from './reference-end.ts'
import type { PlannedForeignKey } from './split-plan.ts'

export type Guard = 'replicate' | 'api' | 'application'
export type Reaction = 'event' | 'saga' | 'refuse'

/**
 * What is promised: 2 at every instant, 3 once the events are applied, 4 as 3 but only for writes that go through the guard,
 * 5 orphans are found and mended on schedule.
 */
export type Tier = 2 | 3 | 4 | 5

/** A crossing foreign key with all that strategies judge by. */
export interface ReferenceScene {
  readonly key: PlannedForeignKey
  /** The referenced key, columns in the order of their relation. */
  readonly referencedKey: ReferenceEnd
  /** Why no foreign key can stand between the referencing columns and a copy of the referenced ones; undefined: one can. */
  readonly noNativeKey: string | undefined
  /** Nobody chooses the values of the referenced key: identity, serial, generated uuid. */
  readonly generatedKey: boolean
  /** Ids of references to a key that shares columns with this one's referencing ends, where a change of that key is voted on. */
  readonly movedByVote: readonly string[]
  /** What can refuse the action on the referencing side, nearest first. */
  readonly refusals: Readonly<Record<ReferentialEvent, readonly Refusal[]>>
  /** Relations of the referencing service by whose rows it can be refused: what the action writes, and what is tied to that by keys. */
  readonly reach: Readonly<Record<ReferentialEvent, readonly QualifiedName[]>>
}

/**
 * Whether a strategy keeps what the constraint promised: fit, it does; stricter, it refuses more; weak, it keeps less. What is
 * unsafe (breaks what the constraint declares) or impossible cannot be chosen.
 */
export interface Fitness {
  readonly verdict: 'fit' | 'stricter' | 'weak' | 'unsafe' | 'impossible'
  /** Sentences. */
  readonly because: readonly string[]
}

/** An obligation without what the plan adds: its id, and the other references that ask for the same. */
export type Duty = Obligation extends infer Each ? (Each extends Obligation ? Omit<Each, 'id' | 'key' | 'references'> : never) : never // prettier-ignore

interface StrategyBase {
  /** One line, for lists. */
  readonly summary: string
}

/** How writes of the referencing side are checked. */
export interface GuardStrategy extends StrategyBase {
  readonly id: Guard
  fitness(scene: ReferenceScene): Fitness
  duties(scene: ReferenceScene): readonly Duty[]
}

/** What happens on ON DELETE or ON UPDATE. */
export interface ReactionStrategy extends StrategyBase {
  readonly id: Reaction
  tier(guard: Guard): Tier
  /** What no tier above closes: a sentence. */
  remains(guard: Guard, event: ReferentialEvent): string
  fitness(scene: ReferenceScene, event: ReferentialEvent): Fitness
  duties(scene: ReferenceScene, event: ReferentialEvent, guard: Guard): readonly Duty[]
}
