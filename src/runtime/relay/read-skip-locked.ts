import type { ClientBase } from 'pg'
import { quote } from '../database.ts'
import type { OutboxRow } from './outbox-rows.ts'
import { outboxColumns } from './outbox-rows.ts'

/**
 * Whole committed transactions that no other relay holds, at most `limit` of them; to be removed when they are published.
 * Not held back by long writers, and shared by several relays: what arrives then is in any order.
 */
export async function claimTransactions(client: ClientBase, home: string, limit: number): Promise<OutboxRow[]> {
  const outbox = quote(home, 'outbox')
  // The first row of a transaction stands for all of them.
  const { rows: claimed } = await client.query<{ transaction: string }>(
    `SELECT o.transaction::text AS transaction FROM ${outbox} AS o
      WHERE NOT EXISTS (SELECT FROM ${outbox} AS f WHERE f.transaction = o.transaction AND f.version < o.version)
      ORDER BY o.version LIMIT $1 FOR UPDATE SKIP LOCKED`,
    [limit],
  )
  if (claimed.length === 0) return []
  const { rows } = await client.query<OutboxRow>(
    `SELECT ${outboxColumns} FROM ${outbox} AS o WHERE o.transaction = ANY ($1::xid8[]) ORDER BY o.transaction, o.version`,
    [claimed.map((row) => row.transaction)],
  )
  return rows
}

export async function removeTransactions(client: ClientBase, home: string, rows: readonly OutboxRow[]): Promise<void> {
  const transactions = [...new Set(rows.map((row) => row.transaction))]
  await client.query(`DELETE FROM ${quote(home, 'outbox')} WHERE transaction = ANY ($1::xid8[])`, [transactions])
}
