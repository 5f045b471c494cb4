import { displayName, type Catalog } from '../catalog/catalog.ts'
import type { CatalogObject } from '../catalog/object.ts'
import { evidenceAt } from '../catalog/catalog.ts'
import type { Diagnostic } from '../core/diagnostic.ts'
import { compareText } from '../core/order.ts'
import type { Assignable, Assignment, ServiceRules } from './assigner.ts'
import { assigners } from './assigner-registry.ts'

/** Relations (and views that are listed) by id → service. */
export interface Assigned {
  readonly services: ReadonlyMap<number, string>
  /** Those given by name or pattern rather than by schema. */
  readonly explicit: ReadonlySet<number>
  readonly diagnostics: readonly Diagnostic[]
}

/** Gives every relation its service by the configured rules. */
export function assignRelations(catalog: Catalog, rules: ServiceRules): Assigned {
  const services = new Map<number, string>()
  const explicit = new Set<number>()
  const diagnostics: Diagnostic[] = []
  const relations = catalog.objects.filter(isAssignable)
  const schemas = [...new Set(relations.filter((object) => object.kind === 'relation').map(({ schema }) => schema))].sort(compareText) // prettier-ignore
  const ways = assigners.map((assigner) => ({ assigner, assignments: assigner.assignments(rules, schemas) }))
  const matched = new Set<Assignment>()
  const fittingBySchema = new Map<string, readonly Assignment[]>()

  for (const object of relations) {
    for (const { assigner, assignments } of ways) {
      const bySchema = assigner.id === 'by-schema' || assigner.id === 'by-default-schema'
      if (object.kind === 'view' && bySchema) continue
      // Rules about schemas fit all relations of a schema or none of them.
      const key = bySchema ? `${assigner.id}\0${object.schema}` : undefined
      const known = key === undefined ? undefined : fittingBySchema.get(key)
      const fitting = known ?? assignments.filter((assignment) => assignment.matches(object))
      if (key !== undefined && known === undefined) fittingBySchema.set(key, fitting)
      for (const assignment of fitting) matched.add(assignment)
      if (fitting.length === 0 || services.has(object.id)) continue
      services.set(object.id, fitting[0]!.service)
      if (!bySchema) explicit.add(object.id)
      const others = fitting.filter((assignment) => assignment.service !== fitting[0]!.service)
      if (others.length > 0 && !object.dropped)
        diagnostics.push(twiceAssigned(catalog, object, [fitting[0]!, ...others]))
    }
    if (object.kind === 'relation' && !object.dropped && !services.has(object.id) && object.partitionOf === undefined)
      diagnostics.push(unassigned(catalog, object))
  }
  for (const { assigner, assignments } of ways)
    for (const assignment of assignments)
      if (assigner.declared && !matched.has(assignment)) diagnostics.push(neverMatched(assignment))
  return { services, explicit, diagnostics }
}

function isAssignable(object: CatalogObject): object is Assignable {
  return (object.kind === 'relation' && object.persistence !== 'temporary') || object.kind === 'view'
}

function twiceAssigned(catalog: Catalog, object: Assignable, by: readonly Assignment[]): Diagnostic {
  const name = displayName(catalog, object)
  const list = by.map((assignment) => `${assignment.service} (${assignment.written})`).join(' and ')
  return {
    code: 'twice-assigned-relation',
    severity: 'error',
    subject: name,
    message: `${name} is assigned to ${list}`,
    hint: `It went to ${by[0]!.service}. Name it under relations: of one service, or narrow the rules.`,
    evidence: evidenceAt(catalog, object.statement, object.at),
  }
}

function unassigned(catalog: Catalog, object: Assignable): Diagnostic {
  const name = displayName(catalog, object)
  return {
    code: 'unassigned-relation',
    severity: 'error',
    subject: name,
    message: `${name} belongs to no service`,
    hint: 'Add it to a service: schemas, patterns or relations.',
    evidence: evidenceAt(catalog, object.statement, object.at),
  }
}

function neverMatched(assignment: Assignment): Diagnostic {
  return {
    code: 'unmatched-assignment',
    severity: 'warning',
    subject: assignment.service,
    message: `${assignment.written} of service ${assignment.service} matches nothing`,
    hint: 'Is it misspelt? Names are as PostgreSQL folds them: lower case unless quoted.',
  }
}
