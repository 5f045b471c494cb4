import { quoteQualified } from '../core/identifier.ts'
import type { CatalogBuilder } from './catalog-builder.ts'
import type { DraftObject, DraftOf } from './draft.ts'
import type { ObjectId } from './statement.ts'

/** RENAME: the name alone changes; all that was resolved stays linked. */
export function renameObject(builder: CatalogBuilder, id: ObjectId, name: string): void {
  const object = builder.objects[id]!
  if (object.kind === 'schema') return renameSchema(builder, object, name)
  place(builder, object, object.schema, name)
  const twin = twinOf(builder, object)
  if (twin !== undefined) place(builder, twin, twin.schema, name)
  if (object.kind === 'constraint' && object.form === 'check')
    for (const clone of builder.clonesOf(id)) renameObject(builder, clone.id, name)
}

/** SET SCHEMA: parts and owned sequences of a relation move with it. */
export function setSchema(builder: CatalogBuilder, id: ObjectId, schema: string, statement: number): void {
  const object = builder.objects[id]!
  builder.ensureSchema(schema, statement, object.at)
  place(builder, object, schema, object.name)
  for (const part of builder.partsOf(id)) place(builder, part, schema, part.name)
}

function place(builder: CatalogBuilder, object: DraftObject, schema: string, name: string): void {
  const before = quoteQualified(object)
  builder.names.remove(object)
  object.schema = schema
  object.name = name
  builder.names.add(object)
  if (object.kind === 'type' || object.kind === 'relation' || object.kind === 'view') retype(builder, object, before)
}

/** A constraint made USING INDEX and its index bear one name. */
function twinOf(builder: CatalogBuilder, object: DraftObject): DraftObject | undefined {
  if (object.kind === 'constraint' && object.index !== undefined) return builder.objects[object.index]
  if (object.kind !== 'index') return undefined
  return builder.partsOf(object.of).find((part) => part.kind === 'constraint' && part.index === object.id)
}

/** Texts of types name their schema: columns of a type that moved are told its new name. */
function retype(builder: CatalogBuilder, type: DraftObject, before: string): void {
  const after = quoteQualified(type)
  for (const user of builder.dependentsOf(type.id)) {
    if (user.kind === 'relation') retypeColumns(builder, user, type.id, before, after)
    else if (user.kind === 'routine')
      user.arguments = user.arguments
        .split(', ')
        .map((text) => renamed(text, before, after))
        .join(', ')
    else if (user.kind === 'type' && user.baseType !== undefined) user.baseType = renamed(user.baseType, before, after)
    else if ((user.kind === 'type' || user.kind === 'view') && user.columns !== undefined)
      user.columns = user.columns.map((column) =>
        column.typeId === type.id ? { ...column, type: replaceStart(column.type, before, after) } : column,
      )
  }
}

function retypeColumns(
  builder: CatalogBuilder,
  relation: DraftOf<'relation'>,
  type: ObjectId,
  before: string,
  after: string,
): void {
  relation.columns = relation.columns.map((column) =>
    column.typeId === type ? { ...column, type: replaceStart(column.type, before, after) } : column,
  )
  for (const child of builder.childrenOf(relation.id)) retypeColumns(builder, child, type, before, after)
}

/** A type, or an array of it. */
function renamed(text: string, before: string, after: string): string {
  return text === before || text === `${before}[]` ? after + text.slice(before.length) : text
}

function replaceStart(text: string, before: string, after: string): string {
  return text.startsWith(before) ? after + text.slice(before.length) : text
}

function renameSchema(builder: CatalogBuilder, schema: DraftOf<'schema'>, name: string): void {
  const before = schema.name
  builder.names.renameSchema(before, name)
  schema.name = name
  for (const object of builder.objects)
    if (object.schema === before && !object.dropped) {
      const qualified = quoteQualified(object)
      object.schema = name
      if (object.kind === 'type' || object.kind === 'relation' || object.kind === 'view')
        retype(builder, object, qualified)
    }
}

/** RENAME COLUMN: everything that names the column follows, in the relation, its children and the keys onto it. */
export function renameColumn(
  builder: CatalogBuilder,
  relation: DraftOf<'relation'>,
  from: string,
  to: string,
  deep = true,
): void {
  const swap = (columns: readonly string[]): string[] => columns.map((column) => (column === from ? to : column))
  relation.columns = relation.columns.map((column) => {
    if (column.name === from) return { ...column, name: to }
    return column.reads?.includes(from) === true ? { ...column, reads: swap(column.reads) } : column
  })
  if (relation.partitionColumns !== undefined) relation.partitionColumns = swap(relation.partitionColumns)
  relation.uses = relation.uses.map((use) => (use.column === from ? { ...use, column: to } : use))
  for (const part of builder.partsOf(relation.id)) {
    if (part.kind === 'constraint' || part.kind === 'index' || part.kind === 'foreign-key')
      part.columns = swap(part.columns)
    const read = builder.readColumns.get(part.id)
    if (read?.includes(from) === true) builder.readColumns.set(part.id, swap(read))
    if (part.kind === 'foreign-key') part.onDeleteColumns = swap(part.onDeleteColumns)
    if (part.kind === 'trigger') part.updateOf = swap(part.updateOf)
    if (part.kind === 'sequence' && part.ownedBy?.column === from) part.ownedBy = { ...part.ownedBy, column: to }
  }
  for (const key of builder.dependentsOf(relation.id))
    if (key.kind === 'foreign-key' && key.referenced === relation.id)
      key.referencedColumns = swap(key.referencedColumns)
  if (deep) for (const child of builder.childrenOf(relation.id)) renameColumn(builder, child, from, to)
}
