import { createHash } from 'node:crypto'
import type { Boundary } from './boundary/boundary.ts'
import { ownerOf } from './boundary/boundary.ts'
import type { Catalog } from './catalog/catalog.ts'
import { evidenceAt, objectsOf } from './catalog/catalog.ts'
import type { ForeignKey } from './catalog/object.ts'
import type { ObjectId } from './catalog/statement.ts'
import type { Diagnostic } from './core/diagnostic.ts'
import { plainName, quoteColumns } from './core/identifier.ts'
import { compareText, sortByText } from './core/order.ts'
import type { Coupling } from './coupling/coupling.ts'
import { serviceCycles } from './coupling/find-couplings.ts'
import type { PlannedForeignKey, ReferenceEnd, SplitPlan } from './plan/split-plan.ts'
import type { SourceTexts } from './source/read-source.ts'

/**
 * PROVISIONAL, to go when `planSplit` is there: nothing is routed, and every statement that could be read counts as
 * routed whole.
 */
export function provisionalPlan(
  source: SourceTexts,
  catalog: Catalog,
  boundary: Boundary,
  couplings: readonly Coupling[],
  diagnostics: readonly Diagnostic[],
): SplitPlan {
  const end = (id: ObjectId, columns: readonly string[]): ReferenceEnd => {
    const { schema, name } = catalog.objects[id]!
    return { service: ownerOf(boundary, id), schema, relation: name, columns }
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

  const owned = (service: string, kind: 'relation' | 'view') =>
    objectsOf(catalog, kind)
      .filter((object) => ownerOf(boundary, object.id) === service)
      .map(plainName)
      .sort(compareText)

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
    services: boundary.services.map((service) => ({
      ...service,
      relations: owned(service.name, 'relation'),
      views: owned(service.name, 'view'),
    })),
    foreignKeys,
    references,
    couplings,
    cycles: serviceCycles(couplings),
    routes: [],
    cluster: [],
    removals: [],
    reported,
    diagnostics,
  }
}
