import type { Boundary } from '../boundary/boundary.ts'
import { ownerOf } from '../boundary/boundary.ts'
import type { Catalog } from '../catalog/catalog.ts'
import { evidenceAt, objectsOf } from '../catalog/catalog.ts'
import type { ForeignKey } from '../catalog/object.ts'
import type { ObjectId } from '../catalog/statement.ts'
import { quoteColumns, quoteName } from '../core/identifier.ts'
import { sortByText } from '../core/order.ts'
import type { PlannedForeignKey, ReferenceEnd } from './split-plan.ts'

/** Every foreign key, declared or confirmed, sorted by id; clones on partitions are their root's. */
export function planForeignKeys(catalog: Catalog, boundary: Boundary): PlannedForeignKey[] {
  const planned = objectsOf(catalog, 'foreign-key')
    .filter((key) => !key.inherited)
    .map((key) => planForeignKey(catalog, boundary, key))
  const count = new Map<string, number>()
  for (const { id } of planned) count.set(id, (count.get(id) ?? 0) + 1)
  const unique = planned.map((key) =>
    count.get(key.id) === 1 ? key : { ...key, id: `${key.id} [${quoteName(key.constraint)}]` },
  )
  return sortByText(unique, ({ id }) => id)
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
    implied: key.implied === true,
    evidence: evidenceAt(catalog, key.statement, key.at, key.end),
  }
}

function endText({ schema, relation, columns }: ReferenceEnd): string {
  return quoteColumns({ schema, name: relation }, columns)
}
