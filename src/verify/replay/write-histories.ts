import { drawFault } from '../faults/draw-fault.ts'
import type { HistoryScene } from '../histories/move.ts'
import { nextTransaction } from '../histories/next-transaction.ts'
import { SeededRandom } from '../histories/seeded-random.ts'
import type { ReplaySummary } from '../verdict.ts'
import type { Arena } from './arena.ts'
import type { HistoryStep } from '../histories/history.ts'
import { isFault } from '../histories/history.ts'
import type { Next, Repeatability, Replayed } from './replay-history.ts'
import { replayHistory } from './replay-history.ts'
import type { Step } from './replay-transaction.ts'

/** Statements of one history; then both sides begin anew. */
const length = 80

export interface HistoryLimits {
  readonly seed: number
  /** Statements. */
  readonly operations: number
  readonly seconds: number
  /** Ids of faults to have. */
  readonly faults: readonly string[]
  /** A fault comes before a transaction with this probability; 0.15 unless told. */
  readonly often?: number
}

export interface WrittenHistories {
  readonly summary: ReplaySummary
  /** A history that shows a difference. */
  readonly failed: Replayed | undefined
}

/** Writes histories on both sides, each from the start, until there were enough statements, the time is up or something is different. */
export async function writeHistories(
  arena: Arena,
  { seed, operations: wanted, seconds, faults: ids, often = 0.15 }: HistoryLimits,
  known: Repeatability,
  tell: (line: string) => void,
): Promise<WrittenHistories> {
  const scene = sceneOf(arena)
  const begin = Date.now()
  const end = begin + seconds * 1000
  const counts = { operations: 0, refused: 0, faults: 0 }
  let failed: Replayed | undefined
  for (let history = 0; counts.operations < wanted && Date.now() < end && scene.shapes.size > 0; history++) {
    const random = new SeededRandom(seed + history * 7919)
    const before = counts.operations
    const sides = await arena.restart()
    const next: Next = (rows) => {
      if (counts.operations >= wanted || counts.operations - before >= length || Date.now() >= end) return undefined
      if (ids.length > 0 && random.chance(often)) return { kind: 'fault', fault: drawFault(ids, random).id, seed: random.below(2 ** 31) } // prettier-ignore
      return nextTransaction(scene, rows, random)
    }
    const watch = (step: Step, of: HistoryStep) => {
      if (step.became === 'broken') counts.faults++
      if (step.became === 'refused') counts.refused++
      if (step.became === 'unmapped' || isFault(of)) return
      counts.operations += of.length
      tell(`replaying histories: ${counts.operations} of ${wanted} operations`)
    }
    const replayed = await replayHistory(arena, sides, next, known, { watch })
    if (replayed.difference !== undefined) failed = replayed
    if (failed !== undefined) break
  }
  return {
    summary: { seed, ...counts, seconds: secondsSince(begin), differences: failed === undefined ? 0 : 1 },
    failed,
  }
}

/** Keys between services are written to more often than what has nothing to do with any. */
export function sceneOf({ shapes, learnt, serviceOf }: Arena): HistoryScene {
  const known = new Map([...shapes].filter(([key]) => learnt.samples.has(key)))
  const crossing = new Set<string>()
  const local = new Set<string>()
  for (const { key, references } of known.values())
    for (const { referenced } of references)
      for (const end of [key, referenced])
        (shapes.has(referenced) && serviceOf(referenced) !== serviceOf(key) ? crossing : local).add(end)
  const weightOf = (key: string) => (crossing.has(key) ? 4 : local.has(key) ? 2 : 1)
  return { shapes: known, samples: learnt.samples, serviceOf, weightOf }
}

/** Since a moment by `Date.now`, to a tenth. */
export function secondsSince(begin: number): number {
  return Math.round((Date.now() - begin) / 100) / 10
}
