import type { Catalog } from '../catalog/catalog.ts'
import type { CatalogObject } from '../catalog/object.ts'
import type { Diagnostic, Evidence } from '../core/diagnostic.ts'
import { compareText } from '../core/order.ts'
import type { Assignable, Assignment, ServiceRules } from './assigner.ts'
import { assigners } from './assigner-registry.ts'
import * as tell from './boundary-diagnostics.ts'

/** Relations (and views that are listed) by id → service. */
export interface Assigned {
  readonly services: ReadonlyMap<number, string>
  /** Those given by name or pattern rather than by schema. */
  readonly explicit: ReadonlySet<number>
  readonly diagnostics: readonly Diagnostic[]
}

/** Gives every relation its service by the configured rules. `whereIs`: the place of a path in the configuration. */
export function assignRelations(
  catalog: Catalog,
  rules: ServiceRules,
  whereIs: (path: readonly PropertyKey[] | undefined) => Evidence | undefined,
): Assigned {
  const services = new Map<number, string>()
  const explicit = new Set<number>()
  const diagnostics: Diagnostic[] = []
  const strays: Assignable[] = []
  const relations = catalog.objects.filter(isAssignable)
  const schemas = [...new Set(relations.filter((object) => object.kind === 'relation').map(({ schema }) => schema))].sort(compareText) // prettier-ignore
  const ways = assigners
    .map((assigner) => ({
      assigner,
      assignments: assigner.assignments(rules, schemas),
      bySchema: assigner.id === 'by-schema' || assigner.id === 'by-default-schema',
      // Rules about schemas fit all relations of a schema or none of them.
      fittingBySchema: new Map<string, readonly Assignment[]>(),
    }))
    .filter(({ assignments }) => assignments.length > 0)
  const matched = new Set<Assignment>()

  for (const object of relations) {
    for (const { assignments, bySchema, fittingBySchema } of ways) {
      if (object.kind === 'view' && bySchema) continue
      let fitting = bySchema ? fittingBySchema.get(object.schema) : undefined
      if (fitting === undefined) {
        fitting = assignments.filter((assignment) => assignment.matches(object))
        for (const assignment of fitting) matched.add(assignment)
        if (bySchema) fittingBySchema.set(object.schema, fitting)
      }
      if (fitting.length === 0 || services.has(object.id)) continue
      services.set(object.id, fitting[0]!.service)
      if (!bySchema) explicit.add(object.id)
      if (fitting.length === 1) continue
      const others = fitting.filter((assignment) => assignment.service !== fitting[0]!.service)
      if (others.length > 0 && !object.dropped)
        diagnostics.push(tell.twiceAssigned(catalog, object, [fitting[0]!, ...others]))
    }
    if (object.kind === 'relation' && !object.dropped && !services.has(object.id) && object.partitionOf === undefined)
      strays.push(object)
  }
  const settled = new Set(relations.filter(({ id }) => services.has(id)).map(({ schema }) => schema))
  for (const object of strays) diagnostics.push(tell.unassigned(catalog, object, settled.has(object.schema)))
  for (const { assigner, assignments } of ways)
    for (const assignment of assignments)
      if (assigner.declared && !matched.has(assignment))
        diagnostics.push(tell.neverMatched(assignment, relations, whereIs(assignment.path)))
  return { services, explicit, diagnostics }
}

function isAssignable(object: CatalogObject): object is Assignable {
  return (object.kind === 'relation' && object.persistence !== 'temporary') || object.kind === 'view'
}
