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

/** Keeps envelopes; repeats are told by source and version, or by their transaction once it was applied. Wakes a consumer that waits. */
export async function storeInInbox(pool: Pool, home: string, batch: readonly Envelope[]): Promise<void> {
  const data = batch.map((envelope) => envelope.data)
  await pool.query(
    `WITH stored AS (
       INSERT INTO ${quote(home, 'inbox')} (source, epoch, version, transaction, envelope)
       SELECT * FROM ROWS FROM (unnest($1::text[]), unnest($2::bigint[]), unnest($3::bigint[]), unnest($4::text[]), json_array_elements($5))
           AS g (source, epoch, version, transaction, envelope)
        WHERE NOT EXISTS (
          SELECT FROM ${quote(home, 'applied')} AS a
           WHERE a.source = g.source AND a.epoch = g.epoch AND a.transaction = g.transaction
        )
       ON CONFLICT DO NOTHING RETURNING 1
     ) SELECT pg_notify('fountain_split_inbox', '') FROM stored LIMIT 1`,
    [
      batch.map((envelope) => envelope.source),
      data.map((each) => each.epoch),
      data.map((each) => each.version),
      data.map((each) => each.transaction.id),
      // One text: as elements of an array each would be escaped once more.
      JSON.stringify(batch),
    ],
  )
}

/** Transactions of which something is new, at most about `limit` events, and as many that wait; the oldest first. */
export async function readInbox(client: ClientBase, home: string, limit: number): Promise<ArrivedTransaction[]> {
  const inbox = quote(home, 'inbox')
  const oldest = (state: string) =>
    `SELECT source, epoch, transaction FROM (SELECT * FROM ${inbox} WHERE state = '${state}' ORDER BY epoch, version LIMIT $1) AS ${state}`
  // By the indexes, whatever the statistics of a table say that is empty one moment and full the next.
  await client.query(
    'SET LOCAL enable_seqscan = off; SET LOCAL enable_hashjoin = off; SET LOCAL max_parallel_workers_per_gather = 0; SET LOCAL jit = off',
  )
  const { rows } = await client.query<{ envelope: unknown; attempts: number }>(
    `SELECT i.envelope, i.attempts
       FROM (${oldest('new')} UNION ${oldest('waiting')}) AS o
       JOIN ${inbox} AS i ON i.source = o.source AND i.epoch = o.epoch AND i.transaction = o.transaction AND i.state <> 'parked'
      ORDER BY i.source, i.epoch, i.version`,
    [limit],
  )
  await client.query(
    'SET LOCAL enable_seqscan = DEFAULT; SET LOCAL enable_hashjoin = DEFAULT; SET LOCAL max_parallel_workers_per_gather = DEFAULT; SET LOCAL jit = DEFAULT',
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

/** Removes transactions that were applied, and remembers them; what comes of them again is not taken in. */
export async function removeApplied(
  client: ClientBase,
  home: string,
  transactions: readonly ArrivedTransaction[],
): Promise<void> {
  if (transactions.length === 0) return
  await client.query(
    `WITH remembered AS (
       INSERT INTO ${quote(home, 'applied')} (source, epoch, transaction)
       SELECT * FROM unnest($1::text[], $2::bigint[], $3::text[]) ON CONFLICT DO NOTHING
     )
     DELETE FROM ${quote(home, 'inbox')} AS i USING unnest($1::text[], $2::bigint[], $3::text[]) AS g (source, epoch, transaction)
      WHERE i.source = g.source AND i.epoch = g.epoch AND i.transaction = g.transaction`,
    namesOf(transactions),
  )
}

/** Notes that transactions wait: for the rest of their events, or for what came before them. */
export async function markWaiting(
  client: ClientBase,
  home: string,
  transactions: readonly ArrivedTransaction[],
): Promise<void> {
  if (transactions.length === 0) return
  await client.query(
    `UPDATE ${quote(home, 'inbox')} AS i SET state = 'waiting'
       FROM unnest($1::text[], $2::bigint[], $3::text[]) AS g (source, epoch, transaction)
      WHERE i.source = g.source AND i.epoch = g.epoch AND i.transaction = g.transaction AND i.state = 'new'`,
    namesOf(transactions),
  )
}

/** Those that were applied already: a repeat may slip in while its transaction is being applied. */
export async function findApplied(
  client: ClientBase,
  home: string,
  transactions: readonly ArrivedTransaction[],
): Promise<ArrivedTransaction[]> {
  if (transactions.length === 0) return []
  const { rows } = await client.query<{ place: number }>(
    `SELECT g.place::int AS place FROM unnest($1::text[], $2::bigint[], $3::text[]) WITH ORDINALITY AS g (source, epoch, transaction, place)
       JOIN ${quote(home, 'applied')} AS a USING (source, epoch, transaction)`,
    namesOf(transactions),
  )
  return rows.map(({ place }) => transactions[place - 1]!)
}

/** Forgets what was applied longer ago than this, in seconds. A repeat that comes later waits, and is alarmed. */
export async function pruneApplied(pool: Pool, home: string, seconds: number): Promise<void> {
  await pool.query(`DELETE FROM ${quote(home, 'applied')} WHERE at < now() - make_interval(secs => $1)`, [seconds])
}

/** How many events wait, the longest since so many seconds, and a key of the one that does. */
export async function findGap(
  pool: Pool,
  home: string,
): Promise<{ readonly events: number; readonly seconds: number; readonly subject: string | null }> {
  const { rows } = await pool.query(
    `SELECT count(*)::int AS events, coalesce(extract(epoch FROM now() - min(arrived)), 0)::float8 AS seconds,
            (array_agg(envelope ->> 'subject' ORDER BY version))[1] AS subject
       FROM ${quote(home, 'inbox')} WHERE state = 'waiting'`,
  )
  return rows[0]
}

/** Counts an attempt before it is made, so that one which takes the process with it is counted too; -1 takes it back. */
export async function countAttempt(
  client: Pick<ClientBase, 'query'>,
  home: string,
  transaction: ArrivedTransaction,
  by = 1,
): Promise<void> {
  await client.query(
    `UPDATE ${quote(home, 'inbox')} SET attempts = attempts + $4 WHERE source = $1 AND epoch = $2 AND transaction = $3`,
    [transaction.source, String(transaction.epoch), transaction.id, by],
  )
}

function namesOf(transactions: readonly ArrivedTransaction[]): [string[], string[], string[]] {
  return [
    transactions.map((transaction) => transaction.source),
    transactions.map((transaction) => String(transaction.epoch)),
    transactions.map((transaction) => transaction.id),
  ]
}

function compare(a: bigint, b: bigint): number {
  return a < b ? -1 : a > b ? 1 : 0
}

function last(transaction: ArrivedTransaction): bigint {
  return transaction.rows.at(-1)!.event.version
}
