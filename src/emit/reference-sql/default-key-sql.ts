import type { Sql } from '../../print/sql.ts'
import { raw, sql } from '../../print/sql.ts'
import { asOwner } from './home-sql.ts'
import { keyNames, ofKey } from './own-names.ts'
import type { NativeReference, ReplicatedKey } from './reference-value.ts'

/** The key that SET DEFAULT turns to: its state is there from the start, to be locked, and its tombstone is never forgotten. */
export function pinDefaultKey(key: ReplicatedKey, { columns, defaultKey }: NativeReference): readonly Sql[] {
  if (defaultKey === undefined) return []
  const names = keyNames(key.columns)
  const values = key.columns.map((column) => {
    const at = columns.findIndex(({ to }) => to === column.name)
    return sql`(${raw(defaultKey[at]!)})::${raw(column.type)}`
  })
  return asOwner(key.home, [
    sql`INSERT INTO ${ofKey(key, 'state')} (${names}, pinned) VALUES (${values}, true)
ON CONFLICT (${names}) DO UPDATE SET pinned = true`,
  ])
}
