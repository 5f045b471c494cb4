import type { Catalog } from '../../catalog/catalog.ts'
import { objectsOf } from '../../catalog/catalog.ts'
import type { ForeignKey, Relation } from '../../catalog/object.ts'
import type { ObjectId } from '../../catalog/statement.ts'
import { isRequired } from './why-together.ts'

/** Whether no row of a relation can be there before one of another, by references that are NOT NULL, one after the other. */
export function needsRow(catalog: Catalog, relation: Relation, other: Relation): boolean {
  const seen = new Set<ObjectId>()
  const open = [relation]
  for (let next = open.pop(); next !== undefined; next = open.pop())
    for (const key of requiredKeys(catalog, next)) {
      if (key.referenced === other.id) return true
      if (!seen.has(key.referenced)) open.push(catalog.objects[key.referenced] as Relation)
      seen.add(key.referenced)
    }
  return false
}

function requiredKeys(catalog: Catalog, relation: Relation): ForeignKey[] {
  return objectsOf(catalog, 'foreign-key').filter(
    ({ of, inherited, columns }) =>
      of === relation.id && !inherited && columns.every((name) => isRequired(catalog, relation, name)),
  )
}
