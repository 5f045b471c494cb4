import type { Catalog } from '../catalog/catalog.ts'
import { objectAs } from '../catalog/catalog.ts'
import type { Column, ForeignKey, ReferentialAction } from '../catalog/object.ts'
import type { ObjectId } from '../catalog/statement.ts'
import type { ReferentialEvent } from './obligation.ts'

/** What a referential action does to the rows of a referencing relation. */
export interface Effect {
  readonly relation: ObjectId
  readonly verb: ReferentialEvent
  /** Columns that an update sets; none for a delete. */
  readonly columns: readonly string[]
  /** What an update sets them to: NULL, their defaults, or the changed key. */
  readonly value: 'null' | 'default' | 'key'
  /** The foreign key whose action it is. */
  readonly by: ForeignKey
}

/** What a foreign key does when the referenced row goes or its key changes; undefined where it only refuses. */
export function effectOf(catalog: Catalog, key: ForeignKey, event: ReferentialEvent): Effect | undefined {
  const action = actionOf(key, event)
  const base = { relation: key.of, by: key }
  if (action === 'no action' || action === 'restrict') return undefined
  if (action === 'cascade')
    return event === 'delete'
      ? { ...base, verb: 'delete', columns: [], value: 'null' }
      : { ...base, verb: 'update', columns: key.columns, value: 'key' }
  const columns = setColumns(key, event)
  const isNull = action === 'set null' || defaultsOf(catalog, key, columns).every(isNullDefault)
  return { ...base, verb: 'update', columns, value: isNull ? 'null' : 'default' }
}

export function actionOf(key: ForeignKey, event: ReferentialEvent): ReferentialAction {
  return event === 'delete' ? key.onDelete : key.onUpdate
}

/** The columns that SET NULL or SET DEFAULT sets. */
export function setColumns(key: ForeignKey, event: ReferentialEvent): readonly string[] {
  return event === 'delete' && key.onDeleteColumns.length > 0 ? key.onDeleteColumns : key.columns
}

function defaultsOf(catalog: Catalog, key: ForeignKey, names: readonly string[]): Column[] {
  const { columns } = objectAs(catalog, key.of, 'relation')
  return columns.filter(({ name }) => names.includes(name))
}

function isNullDefault({ default: text, defaultKind, identity }: Column): boolean {
  return identity === undefined && (text === undefined || defaultKind === 'null')
}
