import type { ClientBase, Pool } from 'pg'
import { inTransaction, quote } from '../database.ts'
import { readEnvelope } from '../envelope.ts'
import type { ArrivedTransaction } from './inbox.ts'
import { keyTexts } from './key-state.ts'
import type { Replica } from './replica.ts'

/** A transaction that could not be applied. Later events of its keys wait behind it. */
export interface ParkedTransaction {
  readonly source: string
  readonly epoch: string
  readonly transaction: string
  readonly attempts: number
  readonly error: string
  /** By version; `subject` is the canonical key. */
  readonly events: readonly { readonly type: string; readonly subject: string }[]
  /** When the first of its events came. */
  readonly arrived: Date
}

/** Parks a transaction. Keys that it would end stay closed to adoption: what is about to go gains no new references. */
export async function park(
  client: ClientBase,
  home: string,
  replicas: ReadonlyMap<string, Replica>,
  transaction: ArrivedTransaction,
  error: string,
): Promise<ParkedTransaction> {
  const { rows } = await client.query<Pick<ParkedTransaction, 'attempts' | 'arrived'>>(
    `WITH parked AS (
       UPDATE ${quote(home, 'inbox')} SET state = 'parked', error = $4
        WHERE source = $1 AND epoch = $2 AND transaction = $3 RETURNING attempts, arrived
     ) SELECT max(attempts) AS attempts, min(arrived) AS arrived FROM parked`,
    [transaction.source, String(transaction.epoch), transaction.id, error],
  )
  await closeKeys(client, replicas, transaction, 1)
  const { source, epoch, id } = transaction
  const events = transaction.rows.map(({ event: { envelope } }) => ({ type: envelope.type, subject: envelope.subject }))
  return { source, epoch: String(epoch), transaction: id, error, events, ...rows[0]! }
}

export async function listParked(pool: Pool, home: string): Promise<ParkedTransaction[]> {
  const { rows } = await pool.query<ParkedTransaction>(
    `SELECT source, epoch::text, transaction, max(attempts) AS attempts, max(error) AS error,
            json_agg(json_build_object('type', envelope ->> 'type', 'subject', envelope ->> 'subject') ORDER BY version) AS events,
            min(arrived) AS arrived
       FROM ${quote(home, 'inbox')} WHERE state = 'parked' GROUP BY source, epoch, transaction ORDER BY min(version)`,
  )
  return rows
}

/** Lets a parked transaction be tried again, by the consumer, from its first attempt. */
export async function replayParked(
  pool: Pool,
  home: string,
  replicas: ReadonlyMap<string, Replica>,
  which: { readonly source: string; readonly epoch: string; readonly transaction: string },
): Promise<void> {
  await inTransaction(pool, async (client) => {
    const { rows } = await client.query<{ envelope: unknown }>(
      `UPDATE ${quote(home, 'inbox')} SET state = 'new', attempts = 0, error = NULL
        WHERE source = $1 AND epoch = $2 AND transaction = $3 AND state = 'parked' RETURNING envelope`,
      [which.source, which.epoch, which.transaction],
    )
    const events = rows.map(({ envelope }) => ({ event: readEnvelope(envelope), attempts: 0 }))
    const transaction = { source: which.source, epoch: BigInt(which.epoch), id: which.transaction, rows: events }
    await closeKeys(client, replicas, transaction, undefined)
    await client.query(`SELECT pg_notify('fountain_split_inbox', '')`)
  })
}

async function closeKeys(
  client: ClientBase,
  replicas: ReadonlyMap<string, Replica>,
  transaction: ArrivedTransaction,
  attempt: number | undefined,
): Promise<void> {
  for (const [aggregate, replica] of replicas) {
    const ends = transaction.rows.filter(({ event }) => event.aggregate === aggregate && event.event !== 'created')
    const keys = ends.map(({ event }) => keyTexts(event.envelope.data.key, replica.description.columns))
    await replica.close(client, keys, attempt)
  }
}
