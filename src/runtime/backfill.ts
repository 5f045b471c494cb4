import type { Pool } from 'pg'
import { Replica } from './consumer/replica.ts'
import type { ReplicaDescription } from './consumer/replica.ts'
import { inTransaction, quote } from './database.ts'
import { writeKeysAsText } from './text-settings.ts'

/** A key register to read from. */
export interface RegisterSource {
  readonly pool: Pool
  readonly home: string
  /** The referenced key's name in its service: the register is `<key>_register`. */
  readonly key: string
}

/**
 * Takes over every live key that the replica has never heard of. What it has heard of is left to the events, which know
 * better. To be run once when the replica is new, and after a restore. Tells how many keys were taken.
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
  const client = await from.pool.connect()
  let taken = 0
  try {
    await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY')
    await client.query(writeKeysAsText)
    const texts = names.map((name) => `r.${name}::text AS ${name}`).join(', ')
    await client.query(
      `DECLARE keys NO SCROLL CURSOR FOR SELECT ${texts}, s.epoch, r.incarnation, r.version
         FROM ${register} AS r, ${quote(from.home, 'service_state')} AS s WHERE r.alive`,
    )
    for (;;) {
      const { rows } = await client.query<Record<string, string>>(`FETCH ${Math.trunc(batch)} FROM keys`)
      if (rows.length === 0) break
      const states = rows.map((row) => ({
        key: names.map((name) => row[name]!),
        epoch: BigInt(row['epoch']!),
        incarnation: BigInt(row['incarnation']!),
        version: BigInt(row['version']!),
        alive: true,
        successor: undefined,
      }))
      taken += await inTransaction(pool, (target) => replica.learn(target, states))
    }
    await client.query('COMMIT')
    return taken
  } finally {
    client.release(true)
  }
}
