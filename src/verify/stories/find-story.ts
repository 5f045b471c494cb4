import type { HistoryStep } from '../histories/history.ts'
import { isFault } from '../histories/history.ts'
import type { Arena } from '../replay/arena.ts'
import type { Difference } from '../replay/difference.ts'
import type { Repeatability, Replayed } from '../replay/replay-history.ts'
import { replayHistory } from '../replay/replay-history.ts'
import { partsOf } from '../replay/replay-transaction.ts'
import type { Heard } from './hear-events.ts'
import { hearEvents } from './hear-events.ts'
import { shrinkHistory } from './shrink-history.ts'
import type { SerialStory } from './story.ts'
import type { Scene } from './tell-story.ts'
import { tellStory } from './tell-story.ts'

/** A short history after which the same is wrong as after this one, in words too. */
export async function findStory(
  arena: Arena,
  failed: Replayed,
  known: Repeatability,
  about: Pick<SerialStory, 'inputHash' | 'seed'>,
): Promise<SerialStory> {
  const wrong = failed.difference!
  const { columns } = known
  const shows = async (history: readonly HistoryStep[]) => {
    const { difference, steps } = await replayAgain(arena, history, { columns, complete: true })
    return difference !== undefined && isAlike(difference, wrong) ? history.slice(0, steps.length) : undefined
  }
  // What does not come again as it was is told as it came.
  const history = await shrinkHistory(failed.history, shows)
  const { difference = wrong, lines } = await tellHistory(arena, history, known)
  return { format: 1, check: 'serial-replay', ...about, history, difference, lines }
}

/** Runs a history from the start, and tells it. */
export async function tellHistory(
  arena: Arena,
  history: readonly HistoryStep[],
  known: Repeatability,
): Promise<{ readonly difference: Difference | undefined; readonly lines: readonly string[] }> {
  const heard: Heard[][] = []
  let next: Heard[] = []
  const { difference, steps } = await replayAgain(arena, history, known, {
    arrivals: async (service) => void next.push(...(await hearEvents(service))),
    watch: () => {
      heard.push(next)
      next = []
    },
  })
  // What was late came at the end.
  heard.push([...(heard.pop() ?? []), ...next])
  const scenes = steps.map((step, at): Scene => {
    const of = history[at]!
    return { parts: isFault(of) ? [] : (partsOf(of, arena.serviceOf) ?? []), step, heard: heard[at] ?? [] }
  })
  return { difference, lines: tellStory(scenes) }
}

async function replayAgain(
  arena: Arena,
  history: readonly HistoryStep[],
  known: Repeatability,
  watching: Parameters<typeof replayHistory>[4] = {},
): Promise<Replayed> {
  return replayHistory(arena, await arena.restart(), (_, count) => history[count], known, watching)
}

function isAlike(a: Difference, b: Difference): boolean {
  if (a.kind !== b.kind || a.service !== b.service) return false
  if (a.kind === 'rows' && b.kind === 'rows') return a.relation === b.relation
  if (a.kind === 'verdict' && b.kind === 'verdict')
    return a.original?.code === b.original?.code && a.split?.code === b.split?.code
  return true
}
