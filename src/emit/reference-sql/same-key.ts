import type { Sql } from '../../print/sql.ts'
import { join, raw, sql } from '../../print/sql.ts'
import type { KeyColumn, ReferenceColumn } from './reference-value.ts'

/**
 * Whether two keys are the same; values in the order of `columns`. Functions see PostgreSQL's own operators only: by its bare
 * name the equality of an extension's type would be that of text.
 */
export function sameKey(columns: readonly KeyColumn[], left: readonly Sql[], right: readonly Sql[]): Sql {
  return join(
    left.map((each, at) => sql`${each} ${equals(columns[at]!)} ${right[at]!}`),
    ' AND ',
  )
}

/** Whether a key is one of those that a query gives. */
export function isAmong(columns: readonly KeyColumn[], left: readonly Sql[], right: readonly Sql[], from: Sql): Sql {
  if (columns.every(({ operators }) => operators === undefined)) return sql`(${left}) IN (SELECT ${right} FROM ${from})`
  return sql`EXISTS (SELECT FROM ${from} WHERE ${sameKey(columns, left, right)})`
}

/** The columns of the key that those of a reference refer to, in the order of these. */
export function referredColumns(
  key: { readonly columns: readonly KeyColumn[] },
  columns: readonly Pick<ReferenceColumn, 'to' | 'asText'>[],
): readonly KeyColumn[] {
  return columns.map(({ to, asText }) => {
    const { operators, ...column } = key.columns.find(({ name }) => name === to)!
    // As texts they are compared by PostgreSQL's own.
    return operators === undefined || asText !== undefined ? column : { ...column, operators }
  })
}

/** A value of a referencing column, to be compared with the key as the foreign key did: by the collation of the referenced one. */
export function asReferred({ collation }: Pick<ReferenceColumn, 'collation'>, value: Sql): Sql {
  return collation === undefined ? value : sql`${value} COLLATE ${collation}`
}

function equals({ operators }: KeyColumn): Sql {
  return operators === undefined ? raw('=') : sql`OPERATOR(${operators}.=)`
}
