import type { Pool } from 'pg'
import type { RegisterSource } from '../backfill.ts'
import type { ReplicaDescription } from '../consumer/replica.ts'
import { quote, takeConnection } from '../database.ts'
import { compareKeys } from '../key-comparison.ts'
import { writeKeysAsText } from '../text-settings.ts'

/** A key of which the two services think differently, with what the referenced one knows. */
export interface DivergentKey {
  readonly key: readonly string[]
  readonly epoch: string
  readonly incarnation: string
  readonly version: string
}

export interface Divergence {
  /** Alive there, and not here. */
  readonly missing: readonly DivergentKey[]
  /** Alive here, and dead or unheard of there. */
  readonly extra: readonly DivergentKey[]
}

/**
 * Compares the replica with the key register, both ways, in batches. What is on its way is found too: only what is
 * still there some time later is lost. Memory: one batch, and the differences.
 */
export async function findDivergence(
  from: RegisterSource,
  pool: Pool,
  replica: ReplicaDescription,
  batch = 10_000,
): Promise<Divergence> {
  const register = quote(from.home, `${from.key}_register`)
  const state = quote(replica.home, `${replica.name}_state`)
  const names = replica.columns.map((_, at) => `key${at + 1}`)
  const service = quote(from.home, 'service_state')
  // Rows of one side, asked about on the other: the table itself knows the types of the keys.
  const ask = async (asked: Pool, home: string, table: string, facts: string) => {
    const { given, equals } = await compareKeys(asked, home, table)
    return `SELECT g.ordinality::int AS place, ${facts} FROM ROWS FROM (${given}) WITH ORDINALITY AS g
       LEFT JOIN ${quote(home, table)} AS o ON ${names.map((name) => equals(name, `o.${name}`, `g.${name}`)).join(' AND ')}`
  }
  const missing: DivergentKey[] = []
  const extra: DivergentKey[] = []
  const { rows: epochs } = await from.pool.query<{ epoch: string }>(`SELECT epoch FROM ${service}`)
  const { epoch } = epochs[0]!
  const there = `SELECT ${texts(names)}, '${BigInt(epoch)}' AS epoch, incarnation, version FROM ${register} WHERE alive`
  const isHere = await ask(pool, replica.home, `${replica.name}_state`, 'coalesce(o.alive, false) AS alive, o.epoch, o.version') // prettier-ignore
  for await (const rows of readBatches(from.pool, there, batch)) {
    for (const { place, alive, epoch: theirs, version } of await answers(pool, isHere, rows)) {
      const row = rows[place - 1]!
      const older = version === null || isBelow([theirs!, version], [row['epoch']!, row['version']!])
      if (!alive && older) missing.push(divergent(names, row))
    }
  }
  const here = `SELECT ${texts(names)}, epoch, incarnation, version FROM ${state} WHERE alive`
  const isThere = await ask(from.pool, from.home, `${from.key}_register`, `coalesce(o.alive, false) AS alive, '${BigInt(epoch)}' AS epoch, o.version, o.incarnation`) // prettier-ignore
  for await (const rows of readBatches(pool, here, batch)) {
    for (const { place, alive, version, incarnation } of await answers(from.pool, isThere, rows)) {
      const row = rows[place - 1]!
      if (alive) continue
      // Of a key that is unheard of there, our own version is the last word: dead wins ties.
      if (version === null) extra.push({ ...divergent(names, row), epoch })
      else if (isBelow([row['epoch']!, row['version']!], [epoch, version]))
        extra.push({ ...divergent(names, row), epoch, version, incarnation: incarnation! })
    }
  }
  return { missing, extra }
}

interface Answer {
  readonly place: number
  readonly alive: boolean
  readonly epoch: string | null
  readonly version: string | null
  readonly incarnation: string | null
}

async function answers(pool: Pool, question: string, rows: readonly Record<string, string>[]): Promise<Answer[]> {
  return (await pool.query<Answer>(question, [JSON.stringify(rows)])).rows
}

async function* readBatches(pool: Pool, query: string, batch: number): AsyncGenerator<Record<string, string>[]> {
  const client = await takeConnection(pool)
  try {
    await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY')
    await client.query(writeKeysAsText)
    await client.query(`DECLARE keys NO SCROLL CURSOR FOR ${query}`)
    for (;;) {
      const { rows } = await client.query<Record<string, string>>(`FETCH ${Math.trunc(batch)} FROM keys`)
      if (rows.length === 0) return
      yield rows
    }
  } finally {
    client.release(true)
  }
}

function texts(names: readonly string[]): string {
  return names.map((name) => `${name}::text AS ${name}`).join(', ')
}

function divergent(names: readonly string[], row: Record<string, string>): DivergentKey {
  const { epoch, incarnation, version } = row
  return { key: names.map((name) => row[name]!), epoch: epoch!, incarnation: incarnation!, version: version! }
}

function isBelow(a: readonly [string, string], b: readonly [string, string]): boolean {
  return a[0] === b[0] ? BigInt(a[1]) < BigInt(b[1]) : BigInt(a[0]) < BigInt(b[0])
}
