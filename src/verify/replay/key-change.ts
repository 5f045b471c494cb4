import { quoteLiteral, quoteName, quoteQualified } from '../../core/identifier.ts'
import type { PublishedKey } from '../../runtime/service/service-description.ts'
import type { HistoryTransaction, UpdateRows } from '../histories/history.ts'
import { rowsWhere } from '../histories/operation-sql.ts'
import type { Asked } from './key-release.ts'
import { isKept } from './is-kept.ts'
import { refusalOf } from './outcome.ts'
import type { ServiceSide } from './service-side.ts'

/**
 * Asks for a key to become another where other services have to agree; undefined where a transaction is no such UPDATE, and nothing
 * was done.
 */
export async function askForChange(
  { client, running }: Pick<ServiceSide, 'client' | 'running'>,
  operations: HistoryTransaction,
): Promise<Asked | undefined> {
  const [operation, ...more] = operations
  if (running === undefined || operation?.kind !== 'update' || more.length > 0) return undefined
  const { home, publishes } = running.service.description
  const set = Object.keys(operation.set)
  // Other keys of the row change along. An UPDATE of more than a key, or of several rows, is written as it is.
  const key = publishes.find((each) => isChangedBy(each, operation) && set.every((name) => each.columns.includes(name)))
  if (key === undefined) return undefined
  const names = key.columns.map((name) => `${quoteName(name)}::text`).join(', ')
  const found = await client.query<(string | null)[]>({ text: `SELECT ${names} ${rowsWhere(operation)}`, rowMode: 'array' }) // prettier-ignore
  const [from, ...rest] = found.rows
  if (from === undefined || rest.length > 0) return undefined
  const to = key.columns.map((name, at) => (Object.hasOwn(operation.set, name) ? operation.set[name]! : from[at]!))
  if ([...from, ...to].includes(null)) return undefined
  if (await isKept(client, operation)) return undefined
  const request = quoteQualified({ schema: home, name: `${key.key}_request_key_change` })
  const given = [...from, ...to].map((value) => quoteLiteral(value!)).join(', ')
  try {
    const { rows } = await client.query<{ id: string }>(`SELECT ${request}(${given}) AS id`)
    return { request: rows[0]!.id }
  } catch (error) {
    const refusal = refusalOf(error, 0)
    // The same key, if written otherwise: there is nothing to agree to.
    return refusal.code === '22023' ? undefined : { refusal: { ...refusal, statement: undefined } }
  }
}

function isChangedBy({ relation, columns, changeVoters = [] }: PublishedKey, operation: UpdateRows): boolean {
  const [schema, name] = operation.relation
  const isOf = relation[0] === schema && relation[1] === name
  return isOf && changeVoters.length > 0 && columns.some((column) => Object.hasOwn(operation.set, column))
}
