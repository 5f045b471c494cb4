import type { Sql } from '../../print/sql.ts'
import { raw, sql } from '../../print/sql.ts'
import { keyNames } from './own-names.ts'
import type { KeyColumn, ReferenceColumn } from './reference-value.ts'

/** Arguments of a function that takes many keys: an array of texts per column. */
export function keyArguments(columns: readonly KeyColumn[], prefix: string): readonly Sql[] {
  return keyNames(columns, prefix).map((name) => sql`${name} text[]`)
}

/** A value of the key as the referencing column has it, where the two do not compare: by its text. */
export function asReferencing({ asText }: ReferenceColumn, value: Sql): Sql {
  return asText === undefined ? value : sql`(${value})::text::${raw(asText)}`
}

/** `(e.key1)::bigint`: a key column that came as text. */
export function typed(columns: readonly KeyColumn[], row: string, prefix: string): readonly Sql[] {
  return columns.map((column, at) => {
    const collation = column.collation === undefined ? undefined : sql` COLLATE ${column.collation}`
    return sql`(${raw(row)}.${keyNames(columns, prefix)[at]!}::${raw(column.type)})${collation}`
  })
}
