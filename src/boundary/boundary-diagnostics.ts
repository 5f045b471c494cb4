import { displayName, evidenceAt, type Catalog } from '../catalog/catalog.ts'
import type { CatalogObject, Relation } from '../catalog/object.ts'
import { nearest } from '../config/nearest-word.ts'
import type { Diagnostic, Evidence } from '../core/diagnostic.ts'
import { plainName, quoteName, quoteQualified } from '../core/identifier.ts'
import type { Assignable, Assignment } from './assigner.ts'
import type { Service } from './boundary.ts'

export function twiceAssigned(catalog: Catalog, object: Assignable, by: readonly Assignment[]): Diagnostic {
  const name = displayName(catalog, object)
  const list = by.map((assignment) => `${assignment.service} (${assignment.written})`).join(' and ')
  return {
    code: 'twice-assigned-relation',
    severity: 'error',
    subject: name,
    message: `${name} is assigned to ${list}`,
    hint: `It went to ${by[0]!.service}, the first by name. Name it under relations: of one service only, or narrow the rules.`,
    evidence: evidenceAt(catalog, object.statement, object.at),
  }
}

/** `settled`: some service has relations of the same schema. */
export function unassigned(catalog: Catalog, object: Assignable, settled: boolean): Diagnostic {
  const name = displayName(catalog, object)
  return {
    code: 'unassigned-relation',
    severity: 'error',
    subject: name,
    message: `${name} belongs to no service`,
    hint: settled
      ? 'Name it under relations: of a service, or widen one of its patterns.'
      : `No service has anything of schema ${quoteName(object.schema)}: name that under schemas: of one, or its relations under relations:.`,
    evidence: evidenceAt(catalog, object.statement, object.at),
  }
}

export function neverMatched(
  assignment: Assignment,
  relations: readonly Assignable[],
  evidence: Evidence | undefined,
): Diagnostic {
  const close = nearestName(assignment, relations)
  return {
    code: 'unmatched-assignment',
    severity: 'warning',
    subject: assignment.service,
    message: `${assignment.written} of service ${assignment.service} matches nothing`,
    hint: `${close === undefined ? 'Is it misspelt?' : `Did you mean ${close}?`} Names are as PostgreSQL folds them: lower case unless quoted.`,
    ...(evidence === undefined ? {} : { evidence }),
  }
}

function nearestName({ written }: Assignment, relations: readonly Assignable[]): string | undefined {
  const [key, word] = written.split(/: (.*)/s, 2)
  if (word === undefined || key === 'patterns') return undefined
  const live = relations.filter(({ dropped }) => !dropped)
  if (key === 'schemas') return nearest(word, [...new Set(live.map(({ schema }) => schema))])
  const close = nearest(word.replaceAll('"', ''), live.map(plainName))
  return live.filter((object) => plainName(object) === close).map(quoteQualified)[0]
}

export function strayPartition(
  catalog: Catalog,
  partition: Relation,
  assigned: string,
  root: CatalogObject,
  owner: string | undefined,
): Diagnostic {
  const name = displayName(catalog, partition)
  return {
    code: 'stray-partition',
    severity: 'warning',
    subject: name,
    message: `${name} is assigned to ${assigned}, but it is a partition of ${displayName(catalog, root)} and goes with that to ${owner ?? 'no service'}`,
    hint: 'Assign the partitioned relation instead, or detach the partition first.',
    evidence: evidenceAt(catalog, partition.statement, partition.at),
  }
}

export function emptyService(name: string, evidence: Evidence | undefined): Diagnostic {
  return {
    code: 'empty-service',
    severity: 'warning',
    subject: name,
    message: `service ${name} has no relations`,
    hint: 'Give it schemas, patterns or relations, or take it out of the configuration.',
    ...(evidence === undefined ? {} : { evidence }),
  }
}

export function sharedSchema(schema: string, sharing: readonly Service[]): Diagnostic {
  const names = sharing.map(({ name }) => name).join(' and ')
  return {
    code: 'shared-schema',
    severity: 'error',
    subject: schema,
    message: `schema ${quoteName(schema)} holds what belongs to ${names}, and layout: schemas cannot part them`,
    hint: "A service's role has no rights in another's schema. Move what belongs to one of them to a schema of its own first, or use layout: databases.",
  }
}
