import { quoteLiteral, quoteName, quoteQualified } from '../../core/identifier.ts'
import type { PublishedKey } from '../../runtime/service/service-description.ts'
import type { DeleteRows, HistoryTransaction } from '../histories/history.ts'
import { rowsWhere } from '../histories/operation-sql.ts'
import { isKept } from './is-kept.ts'
import type { Outcome, Refusal } from './outcome.ts'
import { refusalOf } from './outcome.ts'
import type { ServiceSide } from './service-side.ts'

/** What others have to agree to, asked for. */
export type Asked =
  | { readonly request: string }
  /** It was not even taken in. */
  | { readonly request?: undefined; readonly refusal: Refusal }

/** A DELETE by the key that was asked for. */
export type AskedRelease = Asked & { readonly stands?: DeleteRows }

/**
 * Asks for a row to go whose key other services have to agree about; undefined where a transaction is no such DELETE, and
 * nothing was done. `stands`: the DELETE that was asked for, by its key. `note` hears of the request before it is committed.
 */
export async function askForRelease(
  { client, running, beforeCommit }: Pick<ServiceSide, 'client' | 'running' | 'beforeCommit'>,
  operations: HistoryTransaction,
  note: (asked: AskedRelease) => void = () => {},
): Promise<AskedRelease | undefined> {
  const [operation, ...more] = operations
  if (running === undefined || operation?.kind !== 'delete' || more.length > 0) return undefined
  const { home, publishes } = running.service.description
  const asked = publishes.filter((key) => isOf(key, operation.relation) && (key.voters ?? []).length > 0)
  const [key, ...others] = asked
  // Rows that hold several such keys, or none, and several rows at once, are deleted as they are.
  if (key === undefined || others.length > 0) return undefined
  const names = key.columns.map((name) => `${quoteName(name)}::text`).join(', ')
  const found = await client.query<(string | null)[]>({ text: `SELECT ${names} ${rowsWhere(operation)}`, rowMode: 'array' }) // prettier-ignore
  const [values, ...rest] = found.rows
  if (values === undefined || rest.length > 0 || values.includes(null)) return undefined
  if (await isKept(client, operation)) return undefined
  const request = quoteQualified({ schema: home, name: `${key.key}_request_release` })
  const given = values.map((value) => quoteLiteral(value!)).join(', ')
  const where = Object.fromEntries(key.columns.map((name, at) => [name, values[at]!]))
  try {
    await client.query('BEGIN')
    const { rows } = await client.query<{ id: string }>(`SELECT ${request}(${given}) AS id`)
    const asked = { request: rows[0]!.id, stands: { ...operation, where } }
    note(asked)
    await beforeCommit?.()
    await client.query('COMMIT')
    return asked
  } catch (error) {
    await client.query('ROLLBACK')
    return { refusal: { ...refusalOf(error, 0), statement: undefined } }
  }
}

/** What was answered; undefined where nobody has. */
export async function readAnswer(
  { client, running }: Pick<ServiceSide, 'client' | 'running'>,
  request: string,
): Promise<Outcome | undefined> {
  const state = quoteQualified({ schema: running!.service.description.home, name: 'release_state' })
  const { rows } = await client.query<Record<string, string | null>>(`SELECT * FROM ${state}(${quoteLiteral(request)})`)
  const answer = rows[0]!
  if (answer['state'] === 'open') return undefined
  if (answer['state'] !== 'refused') return null
  return {
    statement: undefined,
    code: answer['sqlstate'] ?? '',
    constraint: answer['constraint_name'] ?? undefined,
    relation: answer['relation'] ?? undefined,
    message: answer['message'] ?? '',
  }
}

/** Nobody answered. */
export const unanswered: Refusal = { statement: undefined, code: '', constraint: undefined, relation: undefined, message: 'nobody answered' } // prettier-ignore

function isOf({ relation }: PublishedKey, [schema, name]: readonly [string, string]): boolean {
  return relation[0] === schema && relation[1] === name
}
