import type { Pool, PoolClient } from 'pg'
import type { KeyState } from './consumer/key-state.ts'
import { Replica } from './consumer/replica.ts'
import type { ReplicaDescription } from './consumer/replica.ts'
import { inTransaction, quote, takeConnection } from './database.ts'
import { writeKeysAsText } from './text-settings.ts'

/** A key register to read from. */
export interface RegisterSource {
  readonly pool: Pool
  readonly home: string
  /** The referenced key's name in its service: the register is `<key>_register`. */
  readonly key: string
}

/**
 * Takes over every key that the replica has never heard of: the live ones, and the tombstones that later lives of a key
 * come after. What it has heard of is left to the events, which know better. To be run once when the replica is new, and
 * after a restore. Tells how many live keys were taken.
 */
export async function backfill(
  from: RegisterSource,
  pool: Pool,
  to: ReplicaDescription,
  batch = 10_000,
): Promise<number> {
  const replica = new Replica(to)
  const names = to.columns.map((_, at) => `key${at + 1}`)
  const register = quote(from.home, `${from.key}_register`)
  const mark = await readMark(from, pool, to.home)
  const client = await takeConnection(from.pool)
  let taken = 0
  try {
    await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY')
    await client.query(writeKeysAsText)
    const texts = names.map((name) => `r.${name}::text AS ${name}`).join(', ')
    await client.query(
      `DECLARE keys NO SCROLL CURSOR FOR SELECT ${texts}, s.epoch, r.incarnation, r.version, r.alive
         FROM ${register} AS r, ${quote(from.home, 'service_state')} AS s WHERE r.alive OR r.version > ${mark}`,
    )
    for (;;) {
      const { rows } = await client.query<Record<string, string> & { alive: boolean }>(
        `FETCH ${Math.trunc(batch)} FROM keys`,
      )
      if (rows.length === 0) break
      const states = rows.map((row) => ({
        key: names.map((name) => row[name]!),
        epoch: BigInt(row['epoch']!),
        incarnation: BigInt(row['incarnation']!),
        version: BigInt(row['version']!),
        alive: row.alive,
        successor: undefined,
      }))
      taken += await inTransaction(pool, (target) => take(target, replica, states))
    }
    await client.query('COMMIT')
    await pool.query(`UPDATE ${quote(to.home, 'replica')} SET filled = now() WHERE name = $1`, [to.name])
    return taken
  } finally {
    client.release(true)
  }
}

/** Up to here nothing is unknown that is dead. */
async function readMark(from: RegisterSource, pool: Pool, home: string): Promise<bigint> {
  const { rows: states } = await from.pool.query<{ service: string; epoch: string }>(
    `SELECT service, epoch FROM ${quote(from.home, 'service_state')}`,
  )
  const { service, epoch } = states[0]!
  const { rows } = await pool.query<{ mark: string }>(
    `SELECT mark FROM ${quote(home, 'source')} WHERE service = $1 AND epoch = $2`,
    [service, epoch],
  )
  return BigInt(rows[0]?.mark ?? 0)
}

async function take(client: PoolClient, replica: Replica, states: readonly KeyState[]): Promise<number> {
  const dead = states.filter(({ alive }) => !alive)
  if (dead.length > 0) {
    const known = await replica.lock(
      client,
      dead.map(({ key }) => key),
    )
    await replica.record(
      client,
      dead.filter((state, at) => !known[at]!.alive && isBelow(known[at]!, state)),
    )
  }
  return replica.learn(
    client,
    states.filter(({ alive }) => alive),
  )
}

function isBelow(a: KeyState, b: KeyState): boolean {
  return a.epoch === b.epoch ? a.version < b.version : a.epoch < b.epoch
}
