import { createHash } from 'node:crypto'
import type { Boundary } from '../boundary/boundary.ts'
import { ownerOf } from '../boundary/boundary.ts'
import type { Catalog } from '../catalog/catalog.ts'
import { evidenceAt, objectsOf } from '../catalog/catalog.ts'
import type { Config } from '../config/config.ts'
import type { Diagnostic } from '../core/diagnostic.ts'
import { plainName } from '../core/identifier.ts'
import { compareText } from '../core/order.ts'
import type { Coupling } from '../coupling/coupling.ts'
import { serviceCycles } from '../coupling/find-couplings.ts'
import type { ImpliedFindings } from '../implied/implied-reference.ts'
import { findContracts } from './contracts/find-contracts.ts'
import { homeServices, layOutSchemas, ownSchemas } from './lay-out-schemas.ts'
import { mergeEdits } from './edit-statement.ts'
import { publicSchemaEdits } from './guard-creation.ts'
import { findLosses } from './find-losses.ts'
import { listRemovals } from './list-removals.ts'
import { planForeignKeys } from './plan-foreign-keys.ts'
import { planImplied } from './plan-implied.ts'
import { planReferences } from './plan-references.ts'
import { routeStatements } from './route-statements.ts'
import type { PlanSource, SplitPlan } from './split-plan.ts'

/** All that is known when decisions begin. */
export interface PlanInput {
  readonly kind: PlanSource['kind']
  readonly catalog: Catalog
  readonly boundary: Boundary
  readonly couplings: readonly Coupling[]
  readonly config: Config
  readonly implied?: ImpliedFindings
  /** Those of the rooms before. */
  readonly diagnostics: readonly Diagnostic[]
}

/** Decides what becomes of every foreign key, object and statement. */
export function planSplit(input: PlanInput): SplitPlan {
  const { kind, catalog, couplings, config, diagnostics } = input
  const layout = config.layout ?? 'databases'
  const homes = homeServices(input.boundary)
  const boundary = layout === 'schemas' ? ownSchemas(catalog, input.boundary, homes) : input.boundary
  const losses = findLosses(catalog, boundary)
  const routing = routeStatements(catalog, boundary, losses)
  const { routes, copies } =
    layout === 'schemas'
      ? layOutSchemas(catalog, boundary, homes, losses, routing.routes)
      : { routes: routing.routes, copies: [] }
  const loadable = routes.map((route) => {
    const edits = publicSchemaEdits(catalog, catalog.statements[route.statement]!)
    return edits.length === 0 ? route : { ...route, edits: mergeEdits([...route.edits, ...edits]) }
  })
  const keys = planForeignKeys(catalog, boundary)
  const planned = planReferences(catalog, boundary, keys, config.references ?? [])
  const relations = namesByService(catalog, boundary, 'relation')
  const views = namesByService(catalog, boundary, 'view')
  let obligations: SplitPlan['obligations'] | undefined
  let contracts: SplitPlan['contracts'] | undefined
  let removals: SplitPlan['removals'] | undefined
  const total = catalog.statements.length
  const reported = routing.reported.length
  const cut = routing.cut.size
  return {
    schemaVersion: 1,
    source: {
      kind,
      files: catalog.files.map(({ name }) => name),
      statements: { total, routed: total - cut - reported, cut, reported },
    },
    inputHash: hashOf(catalog),
    layout,
    services: boundary.services.map((service) => ({
      ...service,
      relations: relations.get(service.name) ?? [],
      views: views.get(service.name) ?? [],
    })),
    foreignKeys: keys.map((key) => key.planned),
    references: planned.references,
    // Most reports tell none of these, and they are long: they are gathered when they are asked for.
    get obligations() {
      return (obligations ??= planned.obligations())
    },
    get contracts() {
      return (contracts ??= findContracts(catalog, this))
    },
    couplings,
    ...planImplied(catalog, boundary, input.implied ?? { references: [], polymorphic: [] }),
    cycles: serviceCycles(couplings),
    routes: loadable,
    copies,
    cluster: routing.cluster,
    get removals() {
      return (removals ??= listRemovals(catalog, boundary, losses, routing))
    },
    reported: routing.reported.map((id) => {
      const { reason, textStart } = catalog.statements[id]!
      return { statement: id, why: reason ?? '', evidence: evidenceAt(catalog, id, textStart) }
    }),
    diagnostics: [...diagnostics, ...planned.diagnostics],
  }
}

function namesByService(
  catalog: Catalog,
  boundary: Boundary,
  kind: 'relation' | 'view',
): Map<string, readonly string[]> {
  const names = new Map<string, string[]>()
  for (const object of objectsOf(catalog, kind)) {
    const service = ownerOf(boundary, object.id)
    const known = names.get(service)
    if (known === undefined) names.set(service, [plainName(object)])
    else known.push(plainName(object))
  }
  for (const list of names.values()) list.sort(compareText)
  return names
}

function hashOf(catalog: Catalog): string {
  const hash = createHash('sha256')
  for (const { bytes } of catalog.files) hash.update(bytes)
  return hash.digest('hex')
}
