import type { Catalog } from '../../catalog/catalog.ts'
import { objectAs, objectsOf } from '../../catalog/catalog.ts'
import type { Relation } from '../../catalog/object.ts'
import type { ObjectId } from '../../catalog/statement.ts'

/** Those below it, the leaves and those between. */
export function partitionsOf(catalog: Catalog, relation: Relation): Relation[] {
  if (relation.form !== 'partitioned') return []
  const below = objectsOf(catalog, 'relation').filter(({ partitionOf }) => partitionOf === relation.id)
  return below.flatMap((partition) => [partition, ...partitionsOf(catalog, partition)])
}

/** Those above it, the nearest first: what it is a partition of, and what that is one of. */
export function wholesOf(catalog: Catalog, { partitionOf }: Relation): Relation[] {
  if (partitionOf === undefined) return []
  const whole = objectAs(catalog, partitionOf, 'relation')
  return [whole, ...wholesOf(catalog, whole)]
}

const parents = new WeakMap<Catalog, ReadonlySet<ObjectId>>()

/** Whether others have its columns by INHERITS, and rows of their own. */
export function isInherited(catalog: Catalog, { id, form }: Relation): boolean {
  let known = parents.get(catalog)
  if (known === undefined) {
    known = new Set(objectsOf(catalog, 'relation').flatMap(({ inherits }) => inherits))
    parents.set(catalog, known)
  }
  return form !== 'partitioned' && known.has(id)
}
