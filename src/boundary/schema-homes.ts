import { objectsOf, type Catalog } from '../catalog/catalog.ts'
import { compareText } from '../core/order.ts'

/**
 * By schema, the services whose relations stand in it, sorted. Partitions do not count: they go with their root, wherever
 * they stand.
 */
export function schemaHomes(
  catalog: Catalog,
  owners: readonly (readonly string[])[],
): ReadonlyMap<string, readonly string[]> {
  const sets = new Map<string, Set<string>>()
  for (const object of objectsOf(catalog, 'relation')) {
    if (object.partitionOf !== undefined || object.persistence === 'temporary') continue
    let set = sets.get(object.schema)
    if (set === undefined) sets.set(object.schema, (set = new Set()))
    for (const owner of owners[object.id]!) set.add(owner)
  }
  return new Map(
    [...sets].filter(([, set]) => set.size > 0).map(([schema, set]) => [schema, [...set].sort(compareText)]),
  )
}
