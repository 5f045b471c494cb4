import { createHash } from 'node:crypto'
import type { Catalog } from './catalog/catalog.ts'
import { evidenceAt, objectsOf } from './catalog/catalog.ts'
import type { ForeignKey } from './catalog/object.ts'
import type { ObjectId } from './catalog/statement.ts'
import type { Diagnostic } from './core/diagnostic.ts'
import { stronglyConnectedGroups } from './core/graph.ts'
import { plainName, quoteColumns } from './core/identifier.ts'
import { compareText, sortByText } from './core/order.ts'
import type { PlannedForeignKey, ReferenceEnd, SplitPlan } from './plan/split-plan.ts'
import type { SourceTexts } from './source/read-source.ts'

/**
 * PROVISIONAL, to go when `drawBoundary`, `findCouplings` and `planSplit` are there: each schema a service, foreign keys
 * only. Other couplings are not looked for, and every statement that could be read counts as routed whole.
 */
export function provisionalPlan(source: SourceTexts, catalog: Catalog, diagnostics: readonly Diagnostic[]): SplitPlan {
  const serviceOf = (schema: string) => schema.replace(/[-_]schema$/, '')
  const end = (id: ObjectId, columns: readonly string[]): ReferenceEnd => {
    const { schema, name } = catalog.objects[id]!
    return { service: serviceOf(schema), schema, relation: name, columns }
  }
  const endText = (each: ReferenceEnd) => quoteColumns({ schema: each.schema, name: each.relation }, each.columns)
  const plan = (key: ForeignKey): PlannedForeignKey => {
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
      evidence: evidenceAt(catalog, key.statement, key.at, key.end),
    }
  }
  const foreignKeys = sortByText(
    objectsOf(catalog, 'foreign-key')
      .filter((key) => !key.inherited)
      .map(plan),
    (key) => `${key.id} ${key.constraint}`,
  )
  const references = foreignKeys
    .filter((key) => key.crosses)
    .map((key) => ({ ...key, guard: null, delete: null, update: null }))

  const members = new Map<string, { schemas: Set<string>; relations: string[]; views: string[] }>()
  for (const object of catalog.objects) {
    if (object.dropped || (object.kind !== 'relation' && object.kind !== 'view')) continue
    const service = members.get(serviceOf(object.schema)) ?? { schemas: new Set(), relations: [], views: [] }
    members.set(serviceOf(object.schema), service)
    service.schemas.add(object.schema)
    service[object.kind === 'view' ? 'views' : 'relations'].push(plainName(object))
  }
  const needs = new Map([...members.keys()].sort(compareText).map((name) => [name, new Set<string>()]))
  for (const { referencing, referenced } of references) needs.get(referencing.service)!.add(referenced.service)

  const reported = catalog.statements
    .filter(({ nature }) => nature === 'unread')
    .map(({ id, textStart, reason }) => ({
      statement: id,
      why: reason ?? '',
      evidence: evidenceAt(catalog, id, textStart),
    }))
  const hash = createHash('sha256')
  for (const { bytes } of source.files) hash.update(bytes)
  const total = catalog.statements.length
  return {
    schemaVersion: 1,
    source: {
      kind: source.kind,
      files: source.files.map(({ name }) => name),
      statements: { total, routed: total - reported.length, cut: 0, reported: reported.length },
    },
    inputHash: hash.digest('hex'),
    layout: 'databases',
    services: sortByText(members, ([name]) => name).map(([name, { schemas, relations, views }]) => ({
      name,
      role: name,
      schemas: [...schemas].sort(compareText),
      relations: relations.sort(compareText),
      views: views.sort(compareText),
    })),
    foreignKeys,
    references,
    couplings: [],
    cycles: stronglyConnectedGroups(needs),
    routes: [],
    cluster: [],
    removals: [],
    reported,
    diagnostics,
  }
}
