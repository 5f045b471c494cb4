import type { HistoryTransaction } from '../histories/history.ts'
import type { Arena } from '../replay/arena.ts'
import type { Difference } from '../replay/difference.ts'
import type { Repeatability, Replayed } from '../replay/replay-history.ts'
import { replayHistory } from '../replay/replay-history.ts'
import { partsOf } from '../replay/replay-transaction.ts'
import type { Heard } from './hear-events.ts'
import { hearEvents } from './hear-events.ts'
import { shrinkHistory } from './shrink-history.ts'
import type { Story } from './story.ts'
import type { Scene } from './tell-story.ts'
import { tellStory } from './tell-story.ts'

/** A short history after which the same is wrong as after this one, in words too. */
export async function findStory(
  arena: Arena,
  failed: Replayed,
  known: Repeatability,
  about: Pick<Story, 'inputHash' | 'seed'>,
): Promise<Story> {
  const wrong = failed.difference!
  const { columns } = known
  const shows = async (transactions: readonly HistoryTransaction[]) => {
    const { difference, steps } = await replayAgain(arena, transactions, { columns, complete: true })
    return difference !== undefined && isAlike(difference, wrong) ? transactions.slice(0, steps.length) : undefined
  }
  // What does not come again as it was is told as it came.
  const transactions = await shrinkHistory(failed.transactions, shows)
  const { difference = wrong, lines } = await tellHistory(arena, transactions, known)
  return { format: 1, ...about, transactions, difference, lines }
}

/** Runs a history from the start, and tells it. */
export async function tellHistory(
  arena: Arena,
  transactions: readonly HistoryTransaction[],
  known: Repeatability,
): Promise<{ readonly difference: Difference | undefined; readonly lines: readonly string[] }> {
  const scenes: Scene[] = []
  let heard: Heard[] = []
  const { difference } = await replayAgain(arena, transactions, known, async (service) => void heard.push(...(await hearEvents(service))), (step, transaction) => {
      scenes.push({ parts: partsOf(transaction, arena.serviceOf) ?? [], step, heard })
      heard = []
    }) // prettier-ignore
  return { difference, lines: tellStory(scenes) }
}

async function replayAgain(
  arena: Arena,
  transactions: readonly HistoryTransaction[],
  known: Repeatability,
  arrivals?: Parameters<typeof replayHistory>[1]['arrivals'],
  watch?: Parameters<typeof replayHistory>[4],
): Promise<Replayed> {
  const sides = await arena.restart()
  return replayHistory(
    arena,
    arrivals === undefined ? sides : { ...sides, arrivals },
    (_, count) => transactions[count],
    known,
    watch,
  )
}

function isAlike(a: Difference, b: Difference): boolean {
  if (a.kind !== b.kind || a.service !== b.service) return false
  if (a.kind === 'rows' && b.kind === 'rows') return a.relation === b.relation
  if (a.kind === 'verdict' && b.kind === 'verdict')
    return a.original?.code === b.original?.code && a.split?.code === b.split?.code
  return true
}
