import type { ClientBase } from 'pg'
import { quote } from '../database.ts'
import type { OutboxRow } from './outbox-rows.ts'
import { outboxColumns } from './outbox-rows.ts'

/** What a relay has before it, up to where nobody can write any more. */
export interface Stretch {
  readonly rows: readonly OutboxRow[]
  readonly epoch: string
  /** Everything below was read when the rows are published. */
  readonly below: string
  /** There is more. */
  readonly cut: boolean
}

/**
 * Whole transactions below the oldest that is still running, from the relay's position on. Reading by the highest id seen
 * instead would lose what commits out of order.
 */
export async function readStretch(client: ClientBase, home: string, relay: string, limit: number): Promise<Stretch> {
  const outbox = quote(home, 'outbox')
  const { rows: positions } = await client.query<{ epoch: string; start: string; horizon: string }>(
    `SELECT s.epoch, coalesce(p.below, '0')::text AS start, pg_snapshot_xmin(pg_current_snapshot())::text AS horizon
       FROM ${quote(home, 'service_state')} AS s LEFT JOIN ${quote(home, 'relay_position')} AS p ON p.relay = $1 AND p.epoch = s.epoch`,
    [relay],
  )
  const { epoch, start, horizon } = positions[0]!
  // A backlog is read in the order of its key, a batch at a time: sorting all of it for each would take its square.
  await client.query(
    'SET LOCAL enable_seqscan = off; SET LOCAL enable_bitmapscan = off; SET LOCAL enable_sort = off; SET LOCAL jit = off',
  )
  const select = `SELECT ${outboxColumns} FROM ${outbox} AS o WHERE o.transaction >= $1::xid8 AND o.transaction < $2::xid8`
  const order = 'ORDER BY o.transaction, o.version'
  const { rows } = await client.query<OutboxRow>(`${select} ${order} LIMIT $3`, [start, horizon, limit])
  if (rows.length < limit) return { rows, epoch, below: horizon, cut: false }
  // The last transaction may be cut: it is left for the next stretch, or read whole where it is all there is.
  const last = rows.at(-1)!.transaction
  const whole = rows.filter((row) => row.transaction !== last)
  if (whole.length > 0) return { rows: whole, epoch, below: last, cut: true }
  const alone = await client.query<OutboxRow>(`${select.replace('o.transaction >=', 'o.transaction =')} ${order}`, [
    last,
    horizon,
  ])
  return { rows: alone.rows, epoch, below: String(BigInt(last) + 1n), cut: true }
}

/** Notes a relay that may not have published anything yet. */
export async function enrol(client: Pick<ClientBase, 'query'>, home: string, relay: string): Promise<void> {
  await client.query(
    `INSERT INTO ${quote(home, 'relay_position')} (relay, epoch, below)
     SELECT $1, epoch, '0' FROM ${quote(home, 'service_state')} ON CONFLICT DO NOTHING`,
    [relay],
  )
}

export async function savePosition(client: ClientBase, home: string, relay: string, stretch: Stretch): Promise<void> {
  await client.query(
    `INSERT INTO ${quote(home, 'relay_position')} (relay, epoch, below) VALUES ($1, $2, $3::xid8)
     ON CONFLICT (relay) DO UPDATE SET epoch = excluded.epoch, below = excluded.below`,
    [relay, stretch.epoch, stretch.below],
  )
}

/** Removes what every relay has published and what is older than the retention, in seconds. Tells how many rows. */
export async function prune(client: ClientBase, home: string, retention: number): Promise<number> {
  const { rowCount } = await client.query(
    `DELETE FROM ${quote(home, 'outbox')}
      WHERE transaction < (SELECT min(below) FROM ${quote(home, 'relay_position')})
        AND written < now() - make_interval(secs => $1)`,
    [retention],
  )
  return rowCount ?? 0
}

/** Seconds since the oldest transaction began that holds the horizon back; 0 where none does. */
export async function horizonAge(client: ClientBase): Promise<number> {
  const { rows } = await client.query<{ age: number }>(
    `SELECT coalesce(max(extract(epoch FROM clock_timestamp() - xact_start)), 0)::float8 AS age
       FROM pg_stat_activity WHERE backend_xid IS NOT NULL`,
  )
  return rows[0]!.age
}
