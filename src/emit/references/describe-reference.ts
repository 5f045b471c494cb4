import type { Catalog } from '../../catalog/catalog.ts'
import { objectAs, objectsOf, statementText } from '../../catalog/catalog.ts'
import type { ForeignKey, Index, Relation } from '../../catalog/object.ts'
import type { EmitInput } from '../emitter.ts'
import { belowDomains } from '../../plan/contracts/below-domains.ts'
import { comparesWith } from '../../plan/type-fit.ts'
import type { NativeReference, ReferenceColumn } from '../reference-sql/reference-value.ts'
import { describeKey } from './describe-key.ts'
import { isInherited, partitionsOf } from './partitions-of.ts'

/** A removed foreign key, as it is to be kept towards the replica. */
export function describeReference(
  input: EmitInput,
  service: string,
  key: ForeignKey,
  relation: Relation,
): NativeReference {
  const { catalog } = input
  const referenced = objectAs(catalog, key.referenced, 'relation')
  const leaves = partitionsOf(catalog, relation).filter(({ form }) => form !== 'partitioned')
  return {
    constraint: key.name,
    relation: { schema: relation.schema, name: relation.name },
    ...(isInherited(catalog, relation) && { inherited: true as const }),
    rowSecurity: relation.rowSecurity === true,
    columns: key.columns.map((from, at) =>
      describeColumn(input, service, key, [relation, from], [referenced, key.referencedColumns[at]!]),
    ),
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

function describeColumn(
  input: EmitInput,
  service: string,
  { implied }: ForeignKey,
  referencing: readonly [Relation, column: string],
  referenced: readonly [Relation, column: string],
): ReferenceColumn {
  const [type, referred] = [referencing, referenced].map(
    ([{ columns }, name]) => columns.find((column) => column.name === name)!.type,
  ) as [string, string]
  // Only what was confirmed, not declared, may be between types that do not compare.
  if (implied === true && !comparesWith(type, referred))
    return { from: referencing[1], to: referenced[1], asText: type }
  return { from: referencing[1], to: referenced[1], ...collated(input, service, referencing, referenced) }
}

/** The collation of the referenced column, as the service has it, where the referencing one has another. */
export function collated(
  input: EmitInput,
  service: string,
  referencing: readonly [Relation, column: string],
  referenced: readonly [Relation, column: string],
): Pick<ReferenceColumn, 'collation'> {
  const [from, to] = [referencing, referenced].map(
    ([relation, name]) =>
      belowDomains(
        input.catalog,
        relation.columns.find((column) => column.name === name)!,
      ).collation,
  )
  if (from === to) return {}
  const [relation, column] = referenced
  const [described] = describeKey(input, service, relation, [column]).columns
  return { collation: described!.collation ?? { schema: 'pg_catalog', name: 'default' } }
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
