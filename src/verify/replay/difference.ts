import type { RowValues } from '../histories/history.ts'
import type { Rows } from '../histories/read-rows.ts'
import type { RelationShape } from '../histories/relation-shape.ts'
import type { Outcome } from './outcome.ts'

/** Where the split is not what one database would be. */
export type Difference =
  | { readonly kind: 'verdict'; readonly service: string; readonly original: Outcome; readonly split: Outcome }
  | {
      readonly kind: 'rows'
      readonly service: string
      /** `schema.relation`, plain. */
      readonly relation: string
      /** Rows that one database has and the split has not, and the reverse. */
      readonly missing: readonly RowValues[]
      readonly extra: readonly RowValues[]
    }
  | { readonly kind: 'stuck'; readonly service: string; readonly what: string }

/** By relation, columns whose values one database does not have twice: what depends on the moment. */
export type Unrepeatable = ReadonlyMap<string, ReadonlySet<string>>

/** The first relation whose rows are not the same. */
export function findRowDifference(
  shapes: Iterable<RelationShape>,
  serviceOf: (relation: string) => string,
  original: Rows,
  split: Rows,
  ignored: Unrepeatable,
): Difference | undefined {
  for (const { key, schema, name } of shapes) {
    const less = (row: RowValues) => withoutColumns(row, ignored.get(key))
    const left = (original.get(key) ?? []).map(less)
    const right = (split.get(key) ?? []).map(less)
    const [missing, extra] = [subtract(left, right), subtract(right, left)]
    if (missing.length + extra.length > 0)
      return { kind: 'rows', service: serviceOf(key), relation: `${schema}.${name}`, missing, extra }
  }
  return undefined
}

/** Rows that both sides have, in every column: a statement that names another would find it on one side only. */
export function commonRows(original: Rows, split: Rows): Rows {
  return new Map(
    [...original].map(([key, rows]) => {
      const others = new Set(subtract(rows, split.get(key) ?? []))
      return [key, others.size === 0 ? rows : rows.filter((row) => !others.has(row))]
    }),
  )
}

/** Columns that have other values in two runs of the same on one kind of database. */
export function findUnrepeatable(shapes: Iterable<RelationShape>, one: Rows, other: Rows): Unrepeatable {
  const found = new Map<string, Set<string>>()
  for (const { key, columns } of shapes) {
    const values = (rows: Rows, name: string) => (rows.get(key) ?? []).map((row) => JSON.stringify(row[name])).sort().join() // prettier-ignore
    const names = columns.filter(({ name }) => values(one, name) !== values(other, name)).map(({ name }) => name)
    if (names.length > 0) found.set(key, new Set(names))
  }
  return found
}

function withoutColumns(row: RowValues, ignored: ReadonlySet<string> | undefined): RowValues {
  return ignored === undefined ? row : Object.fromEntries(Object.entries(row).filter(([name]) => !ignored.has(name)))
}

/** Those of the first that the second has not, as often as there are more. */
function subtract(rows: readonly RowValues[], from: readonly RowValues[]): RowValues[] {
  const counts = new Map<string, number>()
  for (const row of from) counts.set(JSON.stringify(row), (counts.get(JSON.stringify(row)) ?? 0) + 1)
  return rows.filter((row) => {
    const key = JSON.stringify(row)
    const left = counts.get(key) ?? 0
    counts.set(key, left - 1)
    return left <= 0
  })
}
