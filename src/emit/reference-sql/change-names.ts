import type { Sql } from '../../print/sql.ts'
import { raw, sql } from '../../print/sql.ts'
import { sameKey } from './same-key.ts'
import { jsonKey } from './key-text.ts'
import { keyNames, ofKey } from './own-names.ts'
import type { ReferencedKey, ReplicatedKey } from './reference-value.ts'

type Key = ReferencedKey | ReplicatedKey

/**
 * What functions about a change are given: the key as it is, as it is to be, and the version of what the service that owns it knows
 * of the latter. To the worker all this is the row of values that a release is about.
 */
export function changeArguments({ columns }: Key): readonly Sql[] {
  const keys = ['old', 'new'].flatMap((prefix) =>
    columns.map((column, at) => sql`${keyNames(columns, prefix)[at]!} ${raw(column.type)}`),
  )
  return [...keys, raw('new_version bigint')]
}

/** Types of `changeArguments`, for GRANT. */
export function changeTypes({ columns }: Key): readonly Sql[] {
  const types = columns.map((column) => raw(column.type))
  return [...types, ...types, raw('bigint')]
}

/** One of the two keys that the function `what` was given. */
export function changeValues(key: Key, what: string, prefix: 'old' | 'new'): readonly Sql[] {
  return keyNames(key.columns, prefix).map((name) => sql`${ofKey(key, what).name}.${name}`)
}

/** The row of the register, or of the key states, called `row`, of one of the two keys. */
export function isChangeKey(key: Key, what: string, prefix: 'old' | 'new', row: string): Sql {
  return sameKey(
    key.columns,
    keyNames(key.columns).map((name) => sql`${raw(row)}.${name}`),
    changeValues(key, what, prefix),
  )
}

/** The key of a change as JSON: both names, and which version the new one had. */
export function bothNames(
  columns: ReferencedKey['columns'],
  before: (at: number) => Sql,
  after: (at: number) => Sql,
  version: Sql,
): Sql {
  const named = (prefix: string) => columns.map((column) => ({ ...column, name: `${prefix} ${column.name}` }))
  return sql`${jsonKey(named('old'), before)} || ${jsonKey(named('new'), after)} || jsonb_build_object('version', ${version}::text)`
}
