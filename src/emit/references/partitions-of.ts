import type { Catalog } from '../../catalog/catalog.ts'
import { objectsOf } from '../../catalog/catalog.ts'
import type { Relation } from '../../catalog/object.ts'

/** Those below it, the leaves and those between. */
export function partitionsOf(catalog: Catalog, relation: Relation): Relation[] {
  if (relation.form !== 'partitioned') return []
  const below = objectsOf(catalog, 'relation').filter(({ partitionOf }) => partitionOf === relation.id)
  return below.flatMap((partition) => [partition, ...partitionsOf(catalog, partition)])
}
