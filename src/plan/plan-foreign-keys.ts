import type { Boundary } from '../boundary/boundary.ts'
import { ownerOf } from '../boundary/boundary.ts'
import type { Catalog } from '../catalog/catalog.ts'
import { evidenceAt, objectsOf } from '../catalog/catalog.ts'
import type { ForeignKey } from '../catalog/object.ts'
import type { ObjectId } from '../catalog/statement.ts'
import { quoteColumns, quoteName } from '../core/identifier.ts'
import { once } from '../core/once.ts'
import { sortByText } from '../core/order.ts'
import type { PlannedForeignKey, ReferenceEnd } from './split-plan.ts'

/** A foreign key of the catalog, and as the plan tells it. */
export interface KeyInPlan {
  readonly object: ForeignKey
  readonly planned: PlannedForeignKey
}

/** The foreign keys, declared or confirmed; clones on partitions are their root's. */
export interface KeysInPlan {
  readonly count: number
  /** Those that cross, sorted by id. */
  readonly crossing: readonly KeyInPlan[]
  /** All, sorted by id. */
  all(): readonly KeyInPlan[]
}

/** Most keys of most schemas cross nothing: they are described when somebody asks for all. */
export function planForeignKeys(catalog: Catalog, boundary: Boundary): KeysInPlan {
  const keys = objectsOf(catalog, 'foreign-key').filter((key) => !key.inherited)
  const crossing = keys.filter((key) => ownerOf(boundary, key.of) !== ownerOf(boundary, key.referenced))
  return {
    count: keys.length,
    // Two of one id have the same ends, so that both cross, or neither.
    crossing: describe(catalog, boundary, crossing),
    all: once(() => describe(catalog, boundary, keys)),
  }
}

function describe(catalog: Catalog, boundary: Boundary, keys: readonly ForeignKey[]): KeyInPlan[] {
  const pairs = keys.map((object) => ({ object, planned: planForeignKey(catalog, boundary, object) }))
  const count = new Map<string, number>()
  for (const { planned } of pairs) count.set(planned.id, (count.get(planned.id) ?? 0) + 1)
  const unique = pairs.map(({ object, planned }) => {
    const { id, constraint } = planned
    return { object, planned: count.get(id) === 1 ? planned : { ...planned, id: `${id} [${quoteName(constraint)}]` } }
  })
  return sortByText(unique, ({ planned }) => planned.id)
}

function planForeignKey(catalog: Catalog, boundary: Boundary, key: ForeignKey): PlannedForeignKey {
  const end = (id: ObjectId, columns: readonly string[]): ReferenceEnd => {
    const { schema, name } = catalog.objects[id]!
    return { service: ownerOf(boundary, id), schema, relation: name, columns }
  }
  const referencing = end(key.of, key.columns)
  const referenced = end(key.referenced, key.referencedColumns)
  return {
    id: `${endText(referencing)} -> ${endText(referenced)}`,
    constraint: key.name,
    crosses: referencing.service !== referenced.service,
    referencing,
    referenced,
    onDelete: key.onDelete,
    onDeleteColumns: key.onDeleteColumns,
    onUpdate: key.onUpdate,
    match: key.match,
    deferrable: key.deferrable,
    validated: key.validated,
    ...(key.form !== undefined && { form: key.form }),
    implied: key.implied === true,
    evidence: evidenceAt(catalog, key.statement, key.at, key.end),
  }
}

function endText({ schema, relation, columns }: ReferenceEnd): string {
  return quoteColumns({ schema, name: relation }, columns)
}
