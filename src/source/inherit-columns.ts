import type { DraftOf } from '../catalog/draft.ts'
import type { Column } from '../catalog/object.ts'
import { cloneCheck, cloneToPartition } from './clone-constraints.ts'
import { cloneForeignKey, cloneReferencingKeys } from './clone-foreign-key.ts'
import { inheritedColumn } from './edit-columns.ts'
import type { StatementContext } from './statement-kind.ts'

/** The parent's columns, in its order; those that another parent brought already are merged. */
export function inheritColumns(relation: DraftOf<'relation'>, parent: DraftOf<'relation'>): void {
  if (relation.columns.length === 0) {
    for (const column of parent.columns) relation.columns.push(inheritedColumn(column))
    return
  }
  const positions = new Map(relation.columns.map((column, position) => [column.name, position]))
  for (const column of parent.columns) {
    const position = positions.get(column.name)
    if (position === undefined) relation.columns.push(inheritedColumn(column))
    else relation.columns[position] = joinParents(relation.columns[position]!, column)
  }
}

/** Partitions need none of their own: they go with their partitioned table, which has them. */
export function useInheritedTypes(
  context: StatementContext,
  relation: DraftOf<'relation'>,
  columns: readonly Column[],
): void {
  for (const { typeId, name } of columns)
    context.use(relation.id, typeId, 'column-type', relation.at - context.base, { column: name })
}

/** One column that two parents have. */
function joinParents(first: Column, second: Column): Column {
  const joined = second.notNull ? { ...first, notNull: true } : first
  if (first.default !== undefined || second.default === undefined) return joined
  return { ...inheritedColumn(second), ...joined }
}

/** A column that a parent has and the table defines too: one column, its own default and its own identity winning. */
export function mergeColumn(inherited: Column, own: Column): Column {
  const { inherited: _inherited, ...merged } = { ...inherited, ...own }
  return { ...merged, notNull: inherited.notNull || own.notNull }
}

/** CHECK constraints of parents, which come before the table's own. */
export function inheritChecks(
  context: StatementContext,
  relation: DraftOf<'relation'>,
  parents: readonly DraftOf<'relation'>[],
): void {
  for (const parent of parents)
    for (const part of context.builder.partsOf(parent.id))
      if (part.kind === 'constraint' && part.form === 'check') cloneCheck(context, part, relation)
}

/** Keys, indexes and foreign keys that a partition gets from its partitioned table, and those that reference that. */
export function adoptPartition(
  context: StatementContext,
  parent: DraftOf<'relation'>,
  partition: DraftOf<'relation'>,
): void {
  cloneToPartition(context, parent, partition)
  for (const part of context.builder.partsOf(parent.id))
    if (part.kind === 'foreign-key') cloneForeignKey(context, part, partition)
  cloneReferencingKeys(context, parent, partition)
}

/** ATTACH PARTITION, INHERIT: the columns are there already; from now on they are the parent's too. */
export function attachColumns(relation: DraftOf<'relation'>, parent: DraftOf<'relation'>): void {
  const names = new Set(parent.columns.map((column) => column.name))
  if (relation.partitionOf !== parent.id) return
  relation.columns = relation.columns.map((column) =>
    names.has(column.name) && column.inherited !== true ? { ...column, inherited: true } : column,
  )
}

/** DETACH PARTITION, NO INHERIT: they are its own again. */
export function detachColumns(relation: DraftOf<'relation'>): void {
  relation.columns = relation.columns.map((column) => {
    const { inherited: _inherited, ...own } = column
    return own
  })
}
