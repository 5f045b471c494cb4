import type { ClientBase, Pool } from 'pg'
import { quote } from '../database.ts'
import type { Envelope, KeyEvent } from '../envelope.ts'
import { readEnvelope } from '../envelope.ts'

/** An event that arrived, and where it stands. */
export interface InboxRow {
  readonly event: KeyEvent
  readonly attempts: number
}

/** A transaction's events, as far as they arrived, by version. */
export interface ArrivedTransaction {
  readonly source: string
  readonly epoch: bigint
  readonly id: string
  readonly rows: readonly InboxRow[]
}

/** Keeps envelopes; repeats are told by source and version and change nothing. Wakes a consumer that waits. */
export async function storeInInbox(pool: Pool, home: string, batch: readonly Envelope[]): Promise<void> {
  const data = batch.map((envelope) => envelope.data)
  await pool.query(
    `WITH stored AS (
       INSERT INTO ${quote(home, 'inbox')} (source, epoch, version, transaction, envelope)
       SELECT * FROM unnest($1::text[], $2::bigint[], $3::bigint[], $4::text[], $5::jsonb[])
       ON CONFLICT DO NOTHING RETURNING 1
     ) SELECT pg_notify('fountain_split_inbox', '') FROM stored LIMIT 1`,
    [
      batch.map((envelope) => envelope.source),
      data.map((each) => each.epoch),
      data.map((each) => each.version),
      data.map((each) => each.transaction.id),
      batch.map((envelope) => JSON.stringify(envelope)),
    ],
  )
}

/** Transactions of which something is new, at most about `limit` events, and as many that wait; the oldest first. */
export async function readInbox(client: ClientBase, home: string, limit: number): Promise<ArrivedTransaction[]> {
  const inbox = quote(home, 'inbox')
  const oldest = (state: string) =>
    `SELECT source, epoch, transaction FROM (SELECT * FROM ${inbox} WHERE state = '${state}' ORDER BY epoch, version LIMIT $1) AS ${state}`
  const { rows } = await client.query<{ envelope: unknown; attempts: number }>(
    `SELECT envelope, attempts FROM ${inbox}
      WHERE (source, epoch, transaction) IN (${oldest('new')} UNION ${oldest('waiting')}) AND state <> 'parked'
      ORDER BY source, epoch, version`,
    [limit],
  )
  const transactions = new Map<string, { source: string; epoch: bigint; id: string; rows: InboxRow[] }>()
  for (const { envelope, attempts } of rows) {
    const event = readEnvelope(envelope)
    const { source, data } = event.envelope
    const key = JSON.stringify([source, data.epoch, data.transaction.id])
    const transaction = transactions.get(key) ?? { source, epoch: event.epoch, id: data.transaction.id, rows: [] }
    transaction.rows.push({ event, attempts })
    transactions.set(key, transaction)
  }
  return [...transactions.values()].toSorted((a, b) => compare(a.epoch, b.epoch) || compare(last(a), last(b)))
}

/** Whether every event of the transaction that the service subscribes to is there. */
export function isComplete(transaction: ArrivedTransaction, aggregates: ReadonlySet<string>): boolean {
  const { counts } = transaction.rows[0]!.event.envelope.data.transaction
  let expected = 0
  for (const [aggregate, count] of Object.entries(counts)) if (aggregates.has(aggregate)) expected += count
  return transaction.rows.length >= expected
}

/** Removes transactions, or sets their state. */
export async function settleInbox(
  client: ClientBase,
  home: string,
  transactions: readonly ArrivedTransaction[],
  state: 'applied' | 'waiting' | 'new',
): Promise<void> {
  if (transactions.length === 0) return
  const inbox = quote(home, 'inbox')
  const change =
    state === 'applied' ? `DELETE FROM ${inbox} AS i USING` : `UPDATE ${inbox} AS i SET state = '${state}' FROM`
  await client.query(
    `${change} unnest($1::text[], $2::bigint[], $3::bigint[]) AS g (source, epoch, version)
      WHERE i.source = g.source AND i.epoch = g.epoch AND i.version = g.version`,
    keysOf(transactions),
  )
}

/** Counts an attempt before it is made, so that one which takes the process with it is counted too; -1 takes it back. */
export async function countAttempt(pool: Pool, home: string, transaction: ArrivedTransaction, by = 1): Promise<void> {
  await pool.query(
    `UPDATE ${quote(home, 'inbox')} AS i SET attempts = attempts + $4
       FROM unnest($1::text[], $2::bigint[], $3::bigint[]) AS g (source, epoch, version)
      WHERE i.source = g.source AND i.epoch = g.epoch AND i.version = g.version`,
    [...keysOf([transaction]), by],
  )
}

function keysOf(transactions: readonly ArrivedTransaction[]): [string[], string[], string[]] {
  const rows = transactions.flatMap((transaction) => transaction.rows.map(({ event }) => ({ transaction, event })))
  return [
    rows.map(({ transaction }) => transaction.source),
    rows.map(({ event }) => String(event.epoch)),
    rows.map(({ event }) => String(event.version)),
  ]
}

function compare(a: bigint, b: bigint): number {
  return a < b ? -1 : a > b ? 1 : 0
}

function last(transaction: ArrivedTransaction): bigint {
  return transaction.rows.at(-1)!.event.version
}
