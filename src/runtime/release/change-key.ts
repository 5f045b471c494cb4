import type { Pool } from 'pg'
import { quote } from '../database.ts'
import type { ReleasableKey, ReleaseOptions, ReleaseOutcome } from './release-key.ts'
import { waitForRelease } from './release-key.ts'

/**
 * - `changed`: the row has its new key, and so has what follows it
 * - `gone`: there was no row with the key
 * - `refused`: it stays as it is; who refused, and why
 * - `undecided`: not everybody has answered; `waitForRelease` waits on, and says `released` of a key that was changed
 */
export type ChangeOutcome =
  | { readonly outcome: 'changed' | 'gone'; readonly request: string }
  | Exclude<ReleaseOutcome, { readonly outcome: 'released' | 'gone' }>

/** Asks for a key to become another, and waits for the answer. `from`, `to`: the key's columns, in their order. */
export async function changeKey(
  pool: Pool,
  { home, name }: ReleasableKey,
  from: readonly unknown[],
  to: readonly unknown[],
  options: ReleaseOptions = {},
): Promise<ChangeOutcome> {
  const given = [...from, ...to]
  const places = given.map((_, at) => `$${at + 1}`).join(', ')
  const { rows } = await pool.query<{ request: string }>(
    `SELECT ${quote(home, `${name}_request_key_change`)}(${places}) AS request`,
    given,
  )
  const { request } = rows[0]!
  const answer = await waitForRelease(pool, home, request, options)
  if (answer.outcome === 'refused' || answer.outcome === 'undecided') return answer
  return { outcome: answer.outcome === 'released' ? 'changed' : 'gone', request }
}
