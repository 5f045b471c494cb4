import type { Check, CheckInput, CheckOutcome } from '../check.ts'
import { findRoundStory } from '../concurrent/find-round-story.ts'
import { replayStory } from '../concurrent/replay-story.ts'
import { Topology } from '../concurrent/topology.ts'
import { writeRounds } from '../concurrent/write-rounds.ts'
import type { Arena } from '../replay/arena.ts'
import type { Repeatability } from '../replay/replay-history.ts'
import { tellLeftOut } from '../replay/tell-left-out.ts'
import type { ConcurrentStory } from '../stories/story.ts'
import { demandFitting } from '../stories/demand-fitting.ts'
import { tellDifference } from '../stories/tell-story.ts'

/** Several clients at once on the split, everything running by itself: some serial order on one database explains it. */
export const concurrentHistory: Check = {
  id: 'concurrent-history',
  share: 1,
  async check(input) {
    const loaded = await input.loaded()
    if (loaded.failures.length > 0)
      return { passed: null, details: [], notChecked: ['a service\u2019s files do not load: nothing can be written to it'] } // prettier-ignore
    return write(input, await input.arena())
  },
}

async function write({ plan, limits, tell }: CheckInput, arena: Arena): Promise<CheckOutcome> {
  const known: Repeatability = { columns: arena.unrepeatable }
  if (arena.difference !== undefined)
    return {
      passed: false,
      details: tellDifference(arena.difference),
      notChecked: tellLeftOut(plan, arena, known, limits.faults),
    }
  if (limits.story !== undefined) demandFitting(limits.story, arena)
  const topology = new Topology(plan, arena.shapes, arena.serviceOf)
  if (topology.references.length === 0)
    return { passed: null, details: [], notChecked: ['no reference between services is replaced: there is nothing to write at once'] } // prettier-ignore
  if (limits.story?.check === 'concurrent-history') return replay(arena, topology, limits.story, known)
  const { summary, failed, different } = await writeRounds(arena, topology, limits, known, tell)
  const undecided = summary.undecided === 0 ? [] : [`whether there is an order for ${summary.undecided} of ${summary.rounds} rounds: it was not found in time`] // prettier-ignore
  const outcome = { concurrent: summary, notChecked: [...undecided, ...tellLeftOut(plan, arena, known, limits.faults), ...detours(topology)] } // prettier-ignore
  if (different !== undefined) return { ...outcome, passed: false, details: tellDifference(different) }
  if (failed === undefined) return { ...outcome, passed: undecided.length === 0 ? true : null, details: [] }
  tell('looking for a short program of clients that shows it')
  const story = await findRoundStory(arena, topology, failed, known, { inputHash: plan.inputHash, seed: summary.seed })
  return { ...outcome, passed: false, details: [wrongWords], story }
}

const wrongWords = 'what clients saw who wrote at once is not what one database would have shown, in any order:'

function detours(topology: Topology): string[] {
  return topology.leftOut.map((key) => `several clients while keys of ${key.replace('\0', '.')} end or change: what follows of it reaches a service by two ways`) // prettier-ignore
}

async function replay(
  arena: Arena,
  topology: Topology,
  kept: ConcurrentStory,
  known: Repeatability,
): Promise<CheckOutcome> {
  const { story, became, runs, isExplained } = await replayStory(arena, topology, kept, known)
  if (became === 'again') return { passed: false, details: [wrongWords], notChecked: [], story }
  if (became === 'different') return { passed: false, details: ['the services are not what one database would be, before several write at once:'], notChecked: [], story } // prettier-ignore
  const recorded = isExplained === undefined ? 'nobody knows whether what was recorded has one' : `what was recorded has ${isExplained ? 'one by now' : 'none'}` // prettier-ignore
  const details = [`sent ${runs} times, and one database has an order for each; ${recorded}:`]
  const notChecked = [`whether ${runs} runs are enough: who comes first is not the same in every run`]
  return { passed: true, details, notChecked, story }
}
