import { objectsOf, type Catalog } from '../catalog/catalog.ts'
import type { Relation } from '../catalog/object.ts'
import type { ObjectId } from '../catalog/statement.ts'
import { plainName } from '../core/identifier.ts'
import { sortByText } from '../core/order.ts'
import type { ImpliedReference } from '../implied/implied-reference.ts'
import { tieFinders } from './tie-registry.ts'
import type { TieFinder, TieScene } from './tie.ts'

/** All ties between the relations of a schema, summed. */
export interface TieNet {
  /** By name, so that the order of the source does not matter. */
  readonly relations: readonly Relation[]
  /** By relation, its ties by the other relation; both directions. */
  readonly ties: ReadonlyMap<ObjectId, ReadonlyMap<ObjectId, number>>
  /** How many foreign keys and implied references there are between two relations; both directions. */
  readonly references: ReadonlyMap<ObjectId, ReadonlyMap<ObjectId, number>>
  /** Half the sum of all weights, each tie counted once. */
  readonly total: number
}

export function tieScene(catalog: Catalog, implied: readonly ImpliedReference[]): TieScene {
  const relations = objectsOf(catalog, 'relation').filter(
    ({ partitionOf, persistence }) => partitionOf === undefined && persistence !== 'temporary',
  )
  const assigned = new Set(relations.map(({ id }) => id))
  const homeOf = (id: ObjectId): ObjectId | undefined => {
    const object = catalog.objects[id]
    if (object?.kind !== 'relation') return undefined
    if (object.partitionOf !== undefined) return homeOf(object.partitionOf)
    return assigned.has(id) ? id : undefined
  }
  return { catalog, relations, implied, homeOf }
}

export function makeTieNet(scene: TieScene, finders: readonly TieFinder[] = tieFinders): TieNet {
  const ties = new Map<ObjectId, Map<ObjectId, number>>()
  const references = new Map<ObjectId, Map<ObjectId, number>>()
  const relations = sortByText(scene.relations, plainName)
  for (const { id } of relations) {
    ties.set(id, new Map())
    references.set(id, new Map())
  }
  let total = 0
  for (const finder of finders)
    for (const { a, b, weight } of finder.find(scene)) {
      if (a === b) continue
      total += weight
      addBothWays(ties, a, b, weight)
      if (finder.countsReferences === true) addBothWays(references, a, b, 1)
    }
  return { relations, ties, references, total }
}

function addBothWays(sums: Map<ObjectId, Map<ObjectId, number>>, a: ObjectId, b: ObjectId, weight: number): void {
  sums.get(a)!.set(b, (sums.get(a)!.get(b) ?? 0) + weight)
  sums.get(b)!.set(a, (sums.get(b)!.get(a) ?? 0) + weight)
}
