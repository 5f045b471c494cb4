import type { CatalogBuilder } from './catalog-builder.ts'
import type { DraftObject, DraftOf } from './draft.ts'
import type { Use } from './object.ts'
import type { ObjectId } from './statement.ts'

/**
 * DROP: the object, its parts, its partitions; with CASCADE all that needs it too, as PostgreSQL's dependencies have it.
 * Without CASCADE nothing else can have needed it, for PostgreSQL would have refused.
 */
export function dropObject(builder: CatalogBuilder, id: ObjectId, cascade: boolean): void {
  const object = builder.objects[id]
  if (object === undefined || object.dropped) return
  object.dropped = true
  builder.names.remove(object)
  if (object.kind === 'schema') return dropSchemaContent(builder, object)
  for (const part of builder.partsOf(id)) dropObject(builder, part.id, cascade)
  for (const child of builder.childrenOf(id))
    if (child.partitionOf === id || cascade) dropObject(builder, child.id, cascade)
    else forgetParent(child, id)
  if (object.kind === 'constraint' || object.kind === 'foreign-key' || object.kind === 'index')
    dropWithConstraint(builder, object, cascade)
  for (const dependent of builder.dependentsOf(id)) {
    if (dependent.kind === 'foreign-key') {
      if (cascade && dependent.referenced === id) dropObject(builder, originalOf(builder, dependent), cascade)
    } else if (cascade) cascadeTo(builder, dependent, id)
    else forgetOwned(dependent, id)
  }
}

/** A foreign key's clones cannot go alone. */
function originalOf(builder: CatalogBuilder, key: DraftOf<'foreign-key'>): ObjectId {
  let original = key
  for (let up = builder.as(key.cloneOf, 'foreign-key'); up !== undefined; up = builder.as(up.cloneOf, 'foreign-key'))
    original = up
  return original.id
}

function dropSchemaContent(builder: CatalogBuilder, schema: DraftOf<'schema'>): void {
  const names = builder.names.schemas.get(schema.name)
  if (names === undefined) return
  const inside = [...names.relations.values(), ...names.types.values(), ...names.others.values()]
  for (const overloads of names.routines.values()) inside.push(...overloads)
  for (const id of inside) dropObject(builder, id, true)
  builder.names.schemas.delete(schema.name)
}

/** Clones on partitions go with it, an index of its own too; foreign keys that lean on it only with CASCADE. */
function dropWithConstraint(
  builder: CatalogBuilder,
  object: DraftOf<'constraint'> | DraftOf<'foreign-key'> | DraftOf<'index'>,
  cascade: boolean,
): void {
  for (const clone of builder.clonesOf(object.id))
    if (builder.ownChecks.has(clone.id) && clone.kind === 'constraint') delete clone.cloneOf
    else dropObject(builder, clone.id, cascade)
  if (object.kind === 'foreign-key') return
  if (object.kind === 'constraint' && object.index !== undefined) dropObject(builder, object.index, cascade)
  if (!cascade || (object.kind === 'constraint' && object.form === 'check')) return
  for (const key of builder.dependentsOf(object.of!))
    if (key.kind === 'foreign-key' && key.referencedKey === object.id) dropObject(builder, key.id, cascade)
}

/** What CASCADE does to an object that needs the one that goes. */
function cascadeTo(builder: CatalogBuilder, dependent: DraftObject, gone: ObjectId): void {
  const uses = dependent.uses.filter((use) => use.to === gone)
  if (dependent.kind !== 'relation') {
    if (uses.some((use) => needsToLive(dependent, use))) dropObject(builder, dependent.id, true)
    return
  }
  for (const use of uses) {
    if (use.role === 'column-default') {
      withoutDefault(builder, dependent, use.column)
      builder.retireUses(dependent, (other) => other === use)
    } else if ((use.role === 'column-type' || use.role === 'generated') && use.column !== undefined)
      dropColumn(builder, dependent, use.column, true)
    else if (use.role === 'column-type') dropObject(builder, dependent.id, true)
  }
}

/** Bodies that are text are not looked into before they run. */
function needsToLive(dependent: DraftObject, use: Use): boolean {
  if (dependent.kind === 'publication' || dependent.kind === 'sequence' || dependent.kind === 'extension') return false
  return use.role !== 'body' && use.role !== 'like'
}

/** Children that inherited the default lose it too. */
function withoutDefault(
  builder: CatalogBuilder,
  relation: DraftOf<'relation'>,
  column: string | undefined,
  text?: string,
): void {
  const position = relation.columns.findIndex((candidate) => candidate.name === column)
  if (position === -1) return
  const { default: gone, defaultKind: _kind, ...rest } = relation.columns[position]!
  if (gone === undefined || (text !== undefined && gone !== text)) return
  relation.columns[position] = rest
  for (const child of builder.childrenOf(relation.id)) withoutDefault(builder, child, column, gone)
}

function forgetOwned(dependent: DraftObject, gone: ObjectId): void {
  if (dependent.kind === 'sequence' && dependent.ownedBy?.relation === gone) delete dependent.ownedBy
}

function forgetParent(child: DraftOf<'relation'>, parent: ObjectId): void {
  child.inherits = child.inherits.filter((id) => id !== parent)
}

/**
 * DROP COLUMN: with it go the constraints, indexes and owned sequences that involve it, and the column of those that
 * inherit it and do not have it of their own. Keys of other relations that lean on a key that goes need CASCADE.
 */
export function dropColumn(
  builder: CatalogBuilder,
  relation: DraftOf<'relation'>,
  name: string,
  cascade: boolean,
  deep = true,
): void {
  const position = relation.columns.findIndex((column) => column.name === name)
  if (position === -1) return
  relation.columns.splice(position, 1)
  builder.retireUses(relation, (use) => use.column === name)
  for (const part of builder.partsOf(relation.id))
    if (involves(builder, part, name)) dropObject(builder, part.id, cascade)
  if (cascade) {
    dropKeysOnto(builder, relation, name)
    const computed = relation.columns.filter((column) => column.reads?.includes(name) === true)
    for (const column of computed) dropColumn(builder, relation, column.name, cascade, deep)
  }
  for (const child of builder.childrenOf(relation.id)) {
    const inherited = child.columns.find((column) => column.name === name)
    if (inherited?.inherited !== true) continue
    if (deep) dropColumn(builder, child, name, cascade)
    else child.columns[child.columns.indexOf(inherited)] = { ...inherited, inherited: false }
  }
}

function involves(builder: CatalogBuilder, part: DraftObject, column: string): boolean {
  switch (part.kind) {
    case 'constraint':
    case 'foreign-key':
    case 'index':
      return part.columns.includes(column) || builder.readColumns.get(part.id)?.includes(column) === true
    case 'sequence':
      return part.ownedBy?.column === column
    default:
      return false
  }
}

/** Foreign keys that reference the column although no catalogued key stands behind them. */
function dropKeysOnto(builder: CatalogBuilder, relation: DraftOf<'relation'>, column: string): void {
  for (const key of builder.dependentsOf(relation.id))
    if (key.kind === 'foreign-key' && key.referenced === relation.id && key.referencedColumns.includes(column))
      dropObject(builder, key.id, true)
}
