import { nameKey } from '../../core/identifier.ts'
import type { Arena } from '../replay/arena.ts'
import type { Repeatability } from '../replay/replay-history.ts'
import type { ConcurrentStory } from '../stories/story.ts'
import { explainRound } from './explain-round.ts'
import { tellStory } from './find-round-story.ts'
import type { ProgramStart } from './repeat-round.ts'
import { comeToStart, repeatRound } from './repeat-round.ts'
import type { Topology } from './topology.ts'

/** How often the clients send it again. */
const runs = 10
/** For the recorded one. */
const limits = { steps: 20_000, milliseconds: 20_000 }

export interface ReplayedStory {
  /** Told anew where it came again. */
  readonly story: ConcurrentStory
  /** `different`: what came before the clients is not the same on both sides. */
  readonly became: 'again' | 'explained' | 'different'
  /** Runs that were made. */
  readonly runs: number
  /** Whether what its clients were told then is explained by some order; undefined where there was no time to know. */
  readonly isExplained: boolean | undefined
}

/** Sends the same several times, and looks once more at what came of it when the story was kept. */
export async function replayStory(
  arena: Arena,
  topology: Topology,
  story: ConcurrentStory,
  known: Repeatability,
): Promise<ReplayedStory> {
  const start = await comeToStart(arena, story.setup)
  if (start === undefined) return { story, became: 'different', runs: 0, isExplained: undefined }
  const isExplained = await explainRecorded(start, topology, story, known)
  const { inputHash, seed } = story
  for (let run = 1; run <= runs; run++) {
    const judged = await repeatRound(arena, topology, story, known)
    if (judged?.became !== 'wrong') continue
    const told = tellStory(story, judged, arena.shapes.values(), { inputHash, seed })
    return { story: told, became: 'again', runs: run, isExplained }
  }
  return { story, became: 'explained', runs, isExplained }
}

async function explainRecorded(
  start: ProgramStart,
  topology: Topology,
  { recorded }: ConcurrentStory,
  known: Repeatability,
): Promise<boolean | undefined> {
  const kept = new Map(recorded.rows.map(({ relation, rows }) => [nameKey(...relation), rows]))
  const { order, unexplained } = await explainRound(start.sides, topology, {
    transactions: recorded.transactions,
    before: start.before,
    after: new Map([...start.before.keys()].map((key) => [key, kept.get(key) ?? []])),
    ignored: known.columns,
    steps: limits.steps,
    until: Date.now() + limits.milliseconds,
  })
  if (order === undefined && unexplained === undefined) return undefined
  return order !== undefined
}
