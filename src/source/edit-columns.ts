import type { CatalogBuilder } from '../catalog/catalog-builder.ts'
import type { DraftOf } from '../catalog/draft.ts'
import type { Column } from '../catalog/object.ts'
import { withFields } from '../core/with-fields.ts'

/**
 * Columns are values that tables share with their partitions: a change puts a new one in place.
 * Returns false where the relation has no such column.
 */
export function editColumn(relation: DraftOf<'relation'>, name: string, edit: (column: Column) => Column): boolean {
  const position = relation.columns.findIndex((column) => column.name === name)
  if (position === -1) return false
  relation.columns[position] = edit(relation.columns[position]!)
  return true
}

/** The same in the relation and in all that inherit from it. */
export function editColumnDeep(
  builder: CatalogBuilder,
  relation: DraftOf<'relation'>,
  name: string,
  edit: (column: Column) => Column,
): void {
  editColumn(relation, name, edit)
  for (const child of builder.childrenOf(relation.id)) editColumnDeep(builder, child, name, edit)
}

export function setNotNull(
  builder: CatalogBuilder,
  relation: DraftOf<'relation'>,
  name: string,
  notNull: boolean,
): void {
  editColumnDeep(builder, relation, name, (column) =>
    column.notNull === notNull ? column : withFields(column, { notNull }),
  )
}

/** A parent's column as its children have it; shared by them all. */
const inheritedCopies = new WeakMap<Column, Column>()

export function inheritedColumn(column: Column): Column {
  if (column.inherited === true && column.identity === undefined) return column
  let copy = inheritedCopies.get(column)
  if (copy === undefined) {
    const { identity: _identity, ...rest } = column
    inheritedCopies.set(column, (copy = withFields(rest, { inherited: true })))
  }
  return copy
}
