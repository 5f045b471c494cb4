import type { Catalog } from '../../catalog/catalog.ts'
import { objectsOf } from '../../catalog/catalog.ts'
import type { ForeignKey, Relation } from '../../catalog/object.ts'

/**
 * What in the catalog says that the rows at both ends of a reference are made in one go; undefined where nothing does. NOT NULL
 * alone says little: a product is there before all that names it.
 */
export function whyTogether(catalog: Catalog, key: ForeignKey, from: Relation, to: Relation): string | undefined {
  if (key.deferrable !== 'no') return 'DEFERRABLE: in one transaction they were written in any order'
  if (!key.columns.every((name) => isRequired(catalog, from, name))) return undefined
  if (isUnique(catalog, from, key.columns)) return 'NOT NULL and UNIQUE: each has one of its own'
  if (isOnlyUse(catalog, key, to) && needsNoOther(catalog, to) && isNumbered(to, key.referencedColumns))
    return 'NOT NULL: there is none without one, and nothing else refers to those'
  return undefined
}

/** NOT NULL, or of the primary key. */
export function isRequired(catalog: Catalog, relation: Relation, name: string): boolean {
  const column = relation.columns.find((each) => each.name === name)
  return column?.notNull === true || primaryKey(catalog, relation).includes(name)
}

export function primaryKey(catalog: Catalog, relation: Relation): readonly string[] {
  return (
    objectsOf(catalog, 'constraint').find(({ of, form }) => of === relation.id && form === 'primary')?.columns ?? []
  )
}

function isUnique(catalog: Catalog, { id }: Relation, columns: readonly string[]): boolean {
  const within = (key: readonly string[]) => key.length > 0 && key.every((name) => columns.includes(name))
  const keys = objectsOf(catalog, 'constraint').filter(({ form }) => form === 'primary' || form === 'unique')
  if (keys.some((key) => key.of === id && within(key.columns))) return true
  const indexes = objectsOf(catalog, 'index').filter(({ unique, partial }) => unique && !partial)
  return indexes.some((index) => index.of === id && within(index.columns))
}

/** Whatever else names such rows would need them too, so that they are there before. */
function isOnlyUse(catalog: Catalog, key: ForeignKey, { id }: Relation): boolean {
  const others = objectsOf(catalog, 'foreign-key').filter((each) => each.referenced === id && !each.inherited)
  return others.every((each) => each === key || each.of === id)
}

/** No row of any other relation has to be there before. */
function needsNoOther(catalog: Catalog, relation: Relation): boolean {
  return objectsOf(catalog, 'foreign-key')
    .filter(({ of, referenced }) => of === relation.id && referenced !== relation.id)
    .every(({ columns }) => !columns.every((name) => isRequired(catalog, relation, name)))
}

/** The database gives its key: what is named by a word is a list that others choose from, and is there before them. */
function isNumbered({ columns }: Relation, key: readonly string[]): boolean {
  return key.some((name) => {
    const column = columns.find((each) => each.name === name)
    return column?.identity !== undefined || column?.defaultKind === 'sequence' || column?.defaultKind === 'uuid'
  })
}
