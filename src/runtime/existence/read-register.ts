import type { Pool } from 'pg'
import { quote } from '../database.ts'
import type { KeyComparison } from '../key-comparison.ts'
import { compareKeys } from '../key-comparison.ts'
import type { AnsweredKey, KeyAnswer, KeyAnswers } from './answered-key.ts'

interface RegisterRow {
  readonly epoch: string
  readonly mark: string
  readonly alive: boolean | null
  readonly incarnation: string
  readonly version: string
  readonly closing: boolean
}

/** Values that are none of the key's type, by their places in the question. */
export class MalformedKeys extends Error {
  readonly places: readonly number[]

  constructor(places: readonly number[]) {
    super(`not values of the key's type: ${places.join(', ')}`)
    this.places = places
  }
}

/** How many malformed keys are looked for at most: a question full of them is not worth more. */
const mostMalformed = 16

/** Asks the key register about keys, given as the texts of their columns, in one snapshot. Throws `MalformedKeys`. */
export async function readRegister(
  pool: Pick<Pool, 'query'>,
  home: string,
  key: Pick<AnsweredKey, 'key' | 'columns'>,
  keys: readonly (readonly string[])[],
): Promise<KeyAnswers> {
  try {
    return await ask(pool, home, key, keys)
  } catch (error) {
    if (!isDataError(error)) throw error
    throw new MalformedKeys(await findMalformed(pool, home, key, keys, 0, mostMalformed))
  }
}

async function ask(
  pool: Pick<Pool, 'query'>,
  home: string,
  { key, columns }: Pick<AnsweredKey, 'key' | 'columns'>,
  keys: readonly (readonly string[])[],
): Promise<KeyAnswers> {
  const register = quote(home, `${key}_register`)
  const names = columns.map((_, at) => `key${at + 1}`)
  const rows = keys.map((parts) => Object.fromEntries(names.map((name, at) => [name, parts[at]])))
  const { given, equals } = await comparison(pool, home, `${key}_register`)
  // The register itself knows the types of its key.
  const answer = await pool.query<RegisterRow>(
    `SELECT s.epoch::text, s.mark::text, r.alive, r.incarnation::text, r.version::text, (r.closing IS NOT NULL) AS closing
       FROM ${quote(home, 'service_state')} AS s
      CROSS JOIN ROWS FROM (${given}) WITH ORDINALITY AS g
       LEFT JOIN ${register} AS r ON ${names.map((name) => equals(name, `r.${name}`, `g.${name}`)).join(' AND ')}
      ORDER BY g.ordinality`,
    [JSON.stringify(rows)],
  )
  const { epoch, mark } = answer.rows[0]!
  return { epoch, mark, keys: answer.rows.map(readAnswer) }
}

const comparisons = new WeakMap<object, Map<string, Promise<KeyComparison>>>()

/** Looked up once: a key that gets another type is another key. */
function comparison(pool: Pick<Pool, 'query'>, home: string, register: string): Promise<KeyComparison> {
  const known = comparisons.get(pool) ?? new Map<string, Promise<KeyComparison>>()
  comparisons.set(pool, known)
  const table = quote(home, register)
  const found = known.get(table) ?? compareKeys(pool, home, register)
  known.set(table, found)
  // What failed in passing is asked again.
  found.catch(() => known.delete(table))
  return found
}

function readAnswer({ alive, incarnation, version, closing }: RegisterRow): KeyAnswer {
  if (alive === null) return { exists: false }
  return { exists: alive, incarnation, version, ...(alive && closing && { closing }) }
}

/** By halves: which key it is, PostgreSQL does not tell. */
async function findMalformed(
  pool: Pick<Pool, 'query'>,
  home: string,
  key: Pick<AnsweredKey, 'key' | 'columns'>,
  keys: readonly (readonly string[])[],
  from: number,
  most: number,
): Promise<number[]> {
  try {
    await ask(pool, home, key, keys)
    return []
  } catch (error) {
    if (!isDataError(error)) throw error
  }
  if (keys.length === 1) return [from]
  const half = keys.length >> 1
  const first = await findMalformed(pool, home, key, keys.slice(0, half), from, most)
  if (first.length >= most) return first
  return [...first, ...(await findMalformed(pool, home, key, keys.slice(half), from + half, most - first.length))]
}

/** Class 22, data exception: not an integer, out of range, a NUL in a text, a label that no enum has; and what a domain refuses. */
function isDataError(error: unknown): boolean {
  const { code = '' } = error as { code?: string }
  return code.startsWith('22') || code === '23514' || code === '23502'
}
