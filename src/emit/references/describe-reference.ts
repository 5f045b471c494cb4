import type { Catalog } from '../../catalog/catalog.ts'
import { objectAs, objectsOf, statementText } from '../../catalog/catalog.ts'
import type { ForeignKey, Index, Relation } from '../../catalog/object.ts'
import type { EmitInput } from '../emitter.ts'
import { comparesWith } from '../../plan/type-fit.ts'
import type { NativeReference, ReferenceColumn } from '../reference-sql/reference-value.ts'
import { isInherited, partitionsOf } from './partitions-of.ts'

/** A removed foreign key, as it is to be kept towards the replica. */
export function describeReference({ catalog }: EmitInput, key: ForeignKey, relation: Relation): NativeReference {
  const leaves = partitionsOf(catalog, relation).filter(({ form }) => form !== 'partitioned')
  return {
    constraint: key.name,
    relation: { schema: relation.schema, name: relation.name },
    ...(isInherited(catalog, relation) && { inherited: true as const }),
    rowSecurity: relation.rowSecurity === true,
    columns: key.columns.map((from, at) => describeColumn(catalog, key, from, key.referencedColumns[at]!)),
    onDelete: key.onDelete,
    onDeleteColumns: key.onDeleteColumns,
    onUpdate: key.onUpdate,
    match: key.match,
    deferrable: key.deferrable,
    // Rows may be there before the replica is filled: those that the source brings, and those of a database that lives.
    validated: false,
    toCheck: key.validated,
    // A foreign table has no indexes.
    indexed: relation.form === 'foreign' || isIndexed(catalog, key),
    ...defaultKeyOf(key, relation),
    partitioned: relation.form === 'partitioned',
    partitions: leaves.map(({ schema, name }) => ({ schema, name })),
  }
}

function describeColumn(catalog: Catalog, key: ForeignKey, from: string, to: string): ReferenceColumn {
  const typeOf = (relation: number, name: string) =>
    objectAs(catalog, relation, 'relation').columns.find((column) => column.name === name)!.type
  const type = typeOf(key.of, from)
  // Only what was confirmed, not declared, may be between types that do not compare.
  const asText = key.implied === true && !comparesWith(type, typeOf(key.referenced, to))
  return { from, to, ...(asText && { asText: type }) }
}

const constant = /^(?:(E?'(?:[^'\\]|''|\\.)*'|-?\d+(?:\.\d+)?|\(-\d+(?:\.\d+)?\)|true|false)(?:::[\w ."()[\],]+)?)$/i

function defaultKeyOf({ onDelete, onUpdate, columns, onDeleteColumns }: ForeignKey, relation: Relation) {
  if ((onDelete !== 'set default' || onDeleteColumns.length > 0) && onUpdate !== 'set default') return {}
  const texts = columns.map(
    (name) => relation.columns.find((column) => column.name === name)!.default?.trim() ?? 'NULL',
  )
  const defaultKey = texts.flatMap((text) => constant.exec(text)?.[1] ?? [])
  return defaultKey.length === columns.length ? { defaultKey } : {}
}

/** An index, or a key, begins with the referencing columns; rows without a reference may be left out of it. */
function isIndexed(catalog: Catalog, { of, columns }: ForeignKey): boolean {
  const leads = (indexed: readonly string[]) =>
    indexed.length >= columns.length && indexed.slice(0, columns.length).every((column) => columns.includes(column))
  const isWhole = (index: Index) => !index.partial || leavesOutNulls(catalog, index, columns)
  return (
    objectsOf(catalog, 'index').some((index) => index.of === of && leads(index.columns) && isWhole(index)) ||
    objectsOf(catalog, 'constraint').some(
      (key) => key.of === of && (key.form === 'primary' || key.form === 'unique') && leads(key.columns),
    )
  )
}

/** `WHERE column IS NOT NULL` and no more. */
function leavesOutNulls(catalog: Catalog, index: Index, columns: readonly string[]): boolean {
  const text = statementText(catalog, catalog.statements[index.statement]!)
  const reads = index.reads ?? []
  return (
    reads.length === 1 &&
    columns.includes(reads[0]!) &&
    /\sWHERE\s+[^()=<>]*\sIS\s+NOT\s+NULL\s*;?$|\sWHERE\s+\([^()=<>]*\sIS\s+NOT\s+NULL\s*\)\s*;?$/i.test(text)
  )
}
