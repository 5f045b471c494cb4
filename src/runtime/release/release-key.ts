import type { Pool } from 'pg'
import { quote } from '../database.ts'

/** A key that can be released, as the generated code describes it. */
export interface ReleasableKey {
  readonly home: string
  readonly name: string
}

/**
 * - `released`: it is gone, and so is what went with it
 * - `gone`: it was not there
 * - `refused`: it stays; who refused, and why, in the words of the constraint that did
 * - `undecided`: not everybody has answered; the request goes on, and `waitForRelease` waits on
 */
export type ReleaseOutcome =
  | { readonly outcome: 'released' | 'gone'; readonly request: string }
  | {
      readonly outcome: 'refused'
      readonly request: string
      readonly service: string
      readonly message: string
      /** Of a constraint, as `pg` tells them: code that looks at them for a refused DELETE goes on working. */
      readonly code?: string
      readonly constraint?: string
      readonly relation?: string
      readonly detail?: string
    }
  | { readonly outcome: 'undecided'; readonly request: string }

export interface ReleaseOptions {
  /** Milliseconds to wait for the answer; a minute unless told. */
  readonly patience?: number
}

/** Asks for a key to go, and waits for the answer. `values`: the key's columns, in their order. */
export async function releaseKey(
  pool: Pool,
  { home, name }: ReleasableKey,
  values: readonly unknown[],
  options: ReleaseOptions = {},
): Promise<ReleaseOutcome> {
  const places = values.map((_, at) => `$${at + 1}`).join(', ')
  const { rows } = await pool.query<{ request: string }>(
    `SELECT ${quote(home, `${name}_request_release`)}(${places}) AS request`,
    [...values],
  )
  return waitForRelease(pool, home, rows[0]!.request, options)
}

/** Waits for the answer to a request, one that an earlier process made too. */
export async function waitForRelease(
  pool: Pool,
  home: string,
  request: string,
  { patience = 60_000 }: ReleaseOptions = {},
): Promise<ReleaseOutcome> {
  await pool.query(`SELECT ${quote(home, 'wait_for_release')}($1, $2 * interval '1 millisecond')`, [request, patience])
  const { rows } = await pool.query<Record<string, string | null>>(
    `SELECT * FROM ${quote(home, 'release_state')}($1)`,
    [request],
  )
  const { state, service, sqlstate, constraint_name, relation, message, detail } = rows[0]!
  if (state === 'open') return { outcome: 'undecided', request }
  if (state !== 'refused') return { outcome: state === 'gone' ? 'gone' : 'released', request }
  return {
    outcome: 'refused',
    request,
    service: service!,
    message: message!,
    ...(typeof sqlstate === 'string' && { code: sqlstate }),
    ...(typeof constraint_name === 'string' && { constraint: constraint_name }),
    ...(typeof relation === 'string' && { relation }),
    ...(typeof detail === 'string' && { detail }),
  }
}
