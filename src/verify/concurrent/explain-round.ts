import { nameKey } from '../../core/identifier.ts'
import type { RowValues } from '../histories/history.ts'
import type { Rows } from '../histories/read-rows.ts'
import type { Difference, Unrepeatable } from '../replay/difference.ts'
import { findRowDifference } from '../replay/difference.ts'
import type { Sides } from '../replay/replay-transaction.ts'
import { KeyGroups } from './key-groups.ts'
import { mustPrecede, namesReleased } from './must-precede.ts'
import type { SentTransaction } from './round.ts'
import type { NearMiss } from './search-order.ts'
import { searchOrder } from './search-order.ts'
import type { Topology } from './topology.ts'

/** What clients were told, and what stood there at rest before and after. */
export interface ToExplain {
  readonly transactions: readonly SentTransaction[]
  readonly before: Rows
  readonly after: Rows
  /** Columns that are not compared. */
  readonly ignored: Unrepeatable
  readonly steps: number
  /** By `Date.now`. */
  readonly until: number
}

/** Whether there is an order. */
export interface Explanation {
  /** The accepted ones; what they do stands in the database with the keys then. */
  readonly order: readonly SentTransaction[] | undefined
  readonly groups: number
  readonly steps: number
  /** Transactions that no order explains, with the order that goes farthest; undefined where there was no time to know. */
  readonly unexplained: { readonly transactions: readonly SentTransaction[]; readonly nearest: NearMiss } | undefined
}

/**
 * Looks for a serial order on the database with the keys, for each group of transactions that share keys. What a group
 * alone does not explain is looked for in all of them together before it is told.
 */
export async function explainRound(sides: Sides, topology: Topology, given: ToExplain): Promise<Explanation> {
  const { original, shapes, serviceOf } = sides
  const { before, after, ignored, until } = given
  const counted = withoutClosing(topology, given.transactions)
  const known = [before, after, insertedRows(counted)]
  const keys = new KeyGroups(shapes, known, original.entangled)
  const groups = keys.divide(counted, known)
  let steps = 0
  const search = async (transactions: readonly SentTransaction[], select: (rows: Rows) => Rows) => {
    const target = select(after)
    const compare = (rows: Rows) => findRowDifference(shapes, serviceOf, select(rows), target, ignored)
    const answer = await searchOrder(original, { transactions, mustPrecede: mustPrecede(topology), guess, compare, steps: given.steps, until }) // prettier-ignore
    steps += answer.steps
    return answer
  }
  const explained = (order: readonly SentTransaction[]) => ({ order, groups: groups.length, steps, unexplained: undefined }) // prettier-ignore
  await original.beginTrying()
  const order: SentTransaction[] = []
  let failed: Explanation['unexplained']
  let isWhole = true
  for (const group of groups) {
    const answer = await search(group, (rows) => keys.select(rows, group[0]!))
    if (answer.order !== undefined) order.push(...answer.order)
    else isWhole = false
    if (answer.order !== undefined || answer.ranOut || answer.nearest === undefined) continue
    failed = { transactions: group, nearest: answer.nearest }
    break
  }
  const rest = isWhole ? findRowDifference(shapes, serviceOf, await original.rows(), after, ignored) : undefined
  if (isWhole && rest === undefined) {
    await original.end('COMMIT')
    return explained(order)
  }
  await original.end('ROLLBACK')
  await original.beginTrying()
  const answer = await search(counted, (rows) => rows)
  if (answer.order !== undefined) {
    await original.end('COMMIT')
    return explained(answer.order)
  }
  await original.end('ROLLBACK')
  if (!answer.ranOut && failed === undefined) failed = { transactions: counted, nearest: answer.nearest ?? leftOver(rest!) } // prettier-ignore
  return { order: undefined, groups: groups.length, steps, unexplained: failed }
}

/** Milliseconds that events take, about. */
const journey = 40

/** In the order of the answers, but what ends or changes rows counts from when others have heard of it. */
function guess({ operations, answered, release }: SentTransaction): number {
  const isHeardLater = release !== true && operations.some(({ kind }) => kind !== 'insert')
  return isHeardLater ? answered + journey : answered
}

function leftOver(difference: Difference): NearMiss {
  return { order: [], next: undefined, difference }
}

/** Without those that had no effect and need no reason: a row that names a key which is just being asked about is refused meanwhile. */
function withoutClosing(topology: Topology, transactions: readonly SentTransaction[]): SentTransaction[] {
  return transactions.filter((each) => each.turnedAway === undefined && !isTurnedAwayWhileClosing(topology, each, transactions)) // prettier-ignore
}

/** Counted as such too. */
export function isTurnedAwayWhileClosing(
  { references }: Topology,
  transaction: SentTransaction,
  others: readonly SentTransaction[],
): boolean {
  const { outcome, release } = transaction
  if (outcome === null || outcome.code !== '23503' || release === true) return false
  // A key that is being released is closed to whoever refers to it, also to those that are only told.
  const violated = references.filter(({ constraint, from }) => constraint === outcome.constraint && from.replace('\0', '.') === outcome.relation) // prettier-ignore
  return violated.some(
    (reference) =>
    others.some((other) => other.release === true && other.sent < transaction.answered && transaction.sent < other.answered && mayClose(other, transaction, reference)), // prettier-ignore
  )
}

/** A release closes its own key, and those that go with it further down: which these are is not known here. */
function mayClose(
  release: SentTransaction,
  transaction: SentTransaction,
  reference: Topology['references'][number],
): boolean {
  const isOfIt = release.operations.some(({ relation }) => nameKey(...relation) === reference.to)
  return !isOfIt || !tellsKeys(transaction, reference) || namesReleased(release, transaction, reference)
}

/** Whether every key that it has rows name stands in it. */
function tellsKeys({ operations }: SentTransaction, { from, columns }: Topology['references'][number]): boolean {
  const own = operations.filter(({ relation }) => nameKey(...relation) === from)
  return own.length > 0 && own.every((each) => each.kind === 'insert' || (each.kind === 'update' && columns.every((name) => Object.hasOwn(each.set, name)))) // prettier-ignore
}

function insertedRows(transactions: readonly SentTransaction[]): Rows {
  const rows = new Map<string, RowValues[]>()
  for (const operation of transactions.flatMap(({ operations }) => operations)) {
    if (operation.kind !== 'insert') continue
    const key = nameKey(...operation.relation)
    rows.set(key, [...(rows.get(key) ?? []), ...operation.rows])
  }
  return rows
}
