import { createHash } from 'node:crypto'
import type { Boundary } from '../boundary/boundary.ts'
import { ownerOf } from '../boundary/boundary.ts'
import type { Catalog } from '../catalog/catalog.ts'
import { evidenceAt, objectsOf } from '../catalog/catalog.ts'
import type { Config } from '../config/config.ts'
import type { Diagnostic } from '../core/diagnostic.ts'
import { plainName } from '../core/identifier.ts'
import { once } from '../core/once.ts'
import { compareText } from '../core/order.ts'
import type { Coupling } from '../coupling/coupling.ts'
import { serviceCycles } from '../coupling/find-couplings.ts'
import type { ImpliedFindings } from '../implied/implied-reference.ts'
import { findContracts } from './contracts/find-contracts.ts'
import { countBy } from './count-foreign-keys.ts'
import { homeServices, layOutSchemas, ownSchemas } from './lay-out-schemas.ts'
import { mergeEdits } from './edit-statement.ts'
import { publicSchemaEdits } from './guard-creation.ts'
import { findLosses } from './find-losses.ts'
import { listRemovals } from './list-removals.ts'
import { planForeignKeys } from './plan-foreign-keys.ts'
import { planImplied } from './plan-implied.ts'
import { planReferences } from './plan-references.ts'
import { routeStatements, type Routing } from './route-statements.ts'
import type { PlannedService, PlanSource, Route, SplitPlan } from './split-plan.ts'

/** All that is known when decisions begin. */
export interface PlanInput {
  readonly kind: PlanSource['kind']
  readonly catalog: Catalog
  readonly boundary: Boundary
  readonly couplings: readonly Coupling[]
  readonly config: Config
  readonly implied?: () => ImpliedFindings
  /** Those of the rooms before. */
  readonly diagnostics: readonly Diagnostic[]
}

/** Decides what becomes of every foreign key, object and statement. */
export function planSplit(input: PlanInput): SplitPlan {
  const { kind, catalog, couplings, config, diagnostics } = input
  const layout = config.layout ?? 'databases'
  const homes = homeServices(input.boundary)
  const boundary = layout === 'schemas' ? ownSchemas(catalog, input.boundary, homes) : input.boundary
  const chosen = config.references ?? []
  const keys = once(() => planForeignKeys(catalog, boundary))
  const planned = once(() => planReferences(catalog, boundary, keys(), chosen))
  // An unsafe choice ends it here; where nothing was chosen, nothing is.
  if (chosen.length > 0) planned()
  const source = once(() => {
    const files = catalog.files.map(({ name }) => name)
    return { kind, files, statements: countStatements(catalog, routing()) }
  })
  const foreignKeys = once(() =>
    keys()
      .all()
      .map((key) => key.planned),
  )
  const inputHash = once(() => hashOf(catalog))
  const services = once(() => listServices(catalog, boundary))
  const losses = once(() => findLosses(catalog, boundary))
  const routing = once(() => routeStatements(catalog, boundary, losses()))
  const laidOut = once(() => {
    const { routes } = routing()
    return layout === 'schemas' ? layOutSchemas(catalog, boundary, homes, losses(), routes) : { routes, copies: [] }
  })
  const routes = once(() => laidOut().routes.map((route) => withPublicSchema(catalog, route)))
  const implied = once(() => planImplied(catalog, boundary, input.implied?.() ?? { references: [], polymorphic: [] }))
  const obligations = once(() => planned().obligations())
  const cycles = once(() => serviceCycles(couplings))
  const contracts = once(() => findContracts(catalog, plan))
  const removals = once(() => listRemovals(catalog, boundary, losses(), routing()))
  const reported = once(() => routing().reported.map((id) => tellReported(catalog, id)))
  // Who asks for a plan wants little of it, and some of it is long: it is gathered when it is asked for.
  const plan: SplitPlan = {
    schemaVersion: 1,
    get source() {
      return source()
    },
    get inputHash() {
      return inputHash()
    },
    layout,
    get services() {
      return services()
    },
    get foreignKeys() {
      return foreignKeys()
    },
    get references() {
      return planned().references
    },
    get obligations() {
      return obligations()
    },
    get contracts() {
      return contracts()
    },
    couplings,
    get implied() {
      return implied().implied
    },
    get polymorphic() {
      return implied().polymorphic
    },
    get cycles() {
      return cycles()
    },
    get routes() {
      return routes()
    },
    get copies() {
      return laidOut().copies
    },
    get cluster() {
      return routing().cluster
    },
    get removals() {
      return removals()
    },
    get reported() {
      return reported()
    },
    diagnostics: chosen.length > 0 ? [...diagnostics, ...planned().diagnostics] : diagnostics,
  }
  countBy(plan, () => keys().count)
  return plan
}

function withPublicSchema(catalog: Catalog, route: Route): Route {
  const edits = publicSchemaEdits(catalog, catalog.statements[route.statement]!)
  return edits.length === 0 ? route : { ...route, edits: mergeEdits([...route.edits, ...edits]) }
}

function countStatements(catalog: Catalog, routing: Routing): PlanSource['statements'] {
  const total = catalog.statements.length
  const reported = routing.reported.length
  const cut = routing.cut.size
  return { total, routed: total - cut - reported, cut, reported }
}

function tellReported(catalog: Catalog, id: number): SplitPlan['reported'][number] {
  const { reason, textStart } = catalog.statements[id]!
  return { statement: id, why: reason ?? '', evidence: evidenceAt(catalog, id, textStart) }
}

function listServices(catalog: Catalog, boundary: Boundary): PlannedService[] {
  const relations = namesByService(catalog, boundary, 'relation')
  const views = namesByService(catalog, boundary, 'view')
  return boundary.services.map((service) => ({
    ...service,
    relations: relations.get(service.name) ?? [],
    views: views.get(service.name) ?? [],
  }))
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

const pieceSize = 1 << 20

function hashOf(catalog: Catalog): string {
  const hash = createHash('sha256')
  for (const file of catalog.files)
    for (let at = 0; at < file.length; at += pieceSize)
      hash.update(file.part(at, Math.min(at + pieceSize, file.length)))
  return hash.digest('hex')
}
