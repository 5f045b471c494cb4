import type { Boundary } from '../boundary/boundary.ts'
import { ownerOf } from '../boundary/boundary.ts'
import { evidenceAt, type Catalog } from '../catalog/catalog.ts'
import type { Column, Relation } from '../catalog/object.ts'
import type { ImpliedFindings } from '../implied/implied-reference.ts'
import type { PlannedImplied, PlannedPolymorphic, ReferenceEnd } from './split-plan.ts'

/** The implied references with their services. */
export function planImplied(
  catalog: Catalog,
  boundary: Boundary,
  { references, polymorphic }: ImpliedFindings,
): { implied: readonly PlannedImplied[]; polymorphic: readonly PlannedPolymorphic[] } {
  const end = ({ id, schema, name }: Relation, columns: readonly Column[]): ReferenceEnd => ({
    service: ownerOf(boundary, id),
    schema,
    relation: name,
    columns: columns.map((column) => column.name),
  })
  return {
    implied: references.map(({ id, confidence, because, relation, column, referenced, referencedColumn }) => {
      const [referencing, other] = [end(relation, [column]), end(referenced, [referencedColumn])]
      const crosses = referencing.service !== other.service
      const evidence = evidenceAt(catalog, column.statement, column.at)
      return { id, confidence, because, crosses, referencing, referenced: other, evidence }
    }),
    polymorphic: polymorphic.map(({ id, because, relation, typeColumn, idColumn }) => ({
      id,
      because,
      referencing: end(relation, [typeColumn, idColumn]),
      evidence: evidenceAt(catalog, idColumn.statement, idColumn.at),
    })),
  }
}
