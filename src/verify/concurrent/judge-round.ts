import type { HistoryTransaction } from '../histories/history.ts'
import type { Rows } from '../histories/read-rows.ts'
import type { Arena } from '../replay/arena.ts'
import type { Unrepeatable } from '../replay/difference.ts'
import { findUnrepeatable } from '../replay/difference.ts'
import type { Repeatability } from '../replay/replay-history.ts'
import { mergeUnrepeatable } from '../replay/replay-history.ts'
import type { Sides } from '../replay/replay-transaction.ts'
import type { Explanation } from './explain-round.ts'
import { explainRound } from './explain-round.ts'
import type { SentTransaction } from './round.ts'
import type { RecordedRound } from './run-round.ts'
import type { Topology } from './topology.ts'

/** Transactions that are tried for one round, and milliseconds that are spent on it, at most. */
const steps = 20_000
const longest = 60_000

/** Where a round began. */
export interface RoundStart {
  readonly arena: Arena
  /** The database with the keys stands there. */
  readonly sides: Sides
  readonly topology: Topology
  /** How it came to be so, from the start. */
  readonly setup: readonly HistoryTransaction[]
  readonly before: Rows
  readonly known: Repeatability
}

/** What is wrong: what was seen, or answers and rows that no order explains. */
export type Wrong =
  | { readonly kind: 'seen'; readonly sentences: readonly string[] }
  | ({ readonly kind: 'unexplained' } & NonNullable<Explanation['unexplained']>)

interface Judged {
  readonly recorded: RecordedRound
  readonly groups: number
  readonly steps: number
}

export type JudgedRound =
  | (Judged & { readonly became: 'explained'; readonly order: readonly SentTransaction[] })
  | (Judged & { readonly became: 'undecided' })
  | (Judged & { readonly became: 'wrong'; readonly wrong: Wrong })

/** Judges what was recorded; the database with the keys follows where there is an order. */
export async function judgeRound(start: RoundStart, recorded: RecordedRound): Promise<JudgedRound> {
  const { sides, topology, before, known } = start
  const sentences = [...recorded.orphans, ...recorded.troubles.map(({ service, what }) => `${service}: ${what}`)]
  if (sentences.length > 0)
    return { recorded, groups: 0, steps: 0, became: 'wrong', wrong: { kind: 'seen', sentences: [...new Set(sentences)] } } // prettier-ignore
  const explain = () =>
    explainRound(sides, topology, {
      transactions: recorded.transactions,
      before,
      after: recorded.rows,
      ignored: known.columns,
      steps,
      until: Date.now() + longest,
    })
  let found = await explain()
  if (found.order === undefined && known.complete !== true) {
    const more = await findMoreUnrepeatable(start, recorded)
    known.columns = mergeUnrepeatable(known.columns, more)
    if (more.size > 0) found = await explain()
  }
  const figures = { recorded, groups: found.groups, steps: found.steps }
  if (found.order !== undefined) return { ...figures, became: 'explained', order: found.order }
  if (found.unexplained === undefined) return { ...figures, became: 'undecided' }
  return { ...figures, became: 'wrong', wrong: { kind: 'unexplained', ...found.unexplained } }
}

/** The same twice on one kind of database, in the order of the answers: what comes out otherwise explains nothing. */
async function findMoreUnrepeatable(
  { arena, sides: { original }, setup }: RoundStart,
  { transactions }: RecordedRound,
): Promise<Unrepeatable> {
  const accepted = transactions.filter(({ outcome }) => outcome === null).toSorted((a, b) => a.answered - b.answered)
  const other = await arena.repeatOriginal()
  for (const operations of setup) {
    await other.begin([operations])
    await other.end('COMMIT')
  }
  const rows: Rows[] = []
  for (const side of [original, other]) {
    await side.beginTrying()
    for (const { operations } of accepted) await side.try(operations)
    rows.push(await side.rows())
    await side.end('ROLLBACK')
  }
  return findUnrepeatable(arena.shapes.values(), rows[0]!, rows[1]!)
}
