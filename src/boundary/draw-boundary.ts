import { objectsOf, type Catalog } from '../catalog/catalog.ts'
import type { Config } from '../config/config.ts'
import { placeInConfig } from '../config/config-place.ts'
import type { Diagnostic } from '../core/diagnostic.ts'
import { compareText, sortByText } from '../core/order.ts'
import { fittingName } from '../core/readable-name.ts'
import type { ServiceRules } from './assigner.ts'
import { assignRelations } from './assign-relations.ts'
import { emptyService, sharedSchema } from './boundary-diagnostics.ts'
import type { Boundary, Service } from './boundary.ts'
import { followOwners } from './follow-owners.ts'

/** Decides who owns every object of the catalog. */
export function drawBoundary(
  catalog: Catalog,
  config: Config,
): { boundary: Boundary; diagnostics: readonly Diagnostic[] } {
  const rules: ServiceRules = new Map(sortByText(Object.entries(config.services ?? {}), ([name]) => name))
  const whereIs = (path: readonly PropertyKey[] | undefined) =>
    path === undefined ? undefined : placeInConfig(config, path)
  const assigned = assignRelations(catalog, rules, whereIs)
  const live = liveServices(catalog, assigned.services)
  const diagnostics = [...assigned.diagnostics]
  const names = new Set([...rules.keys(), ...live])
  const owners = followOwners(catalog, assigned, [...names].sort(compareText), diagnostics)
  const schemas = schemasByService(catalog, owners)
  const services = [...names].sort(compareText).map((name): Service => {
    const own = [...(schemas.get(name) ?? [])].sort(compareText)
    return { name, schemas: own, role: config.services?.[name]?.role ?? fittingName('', name) }
  })
  for (const { name } of services)
    if (!live.has(name)) diagnostics.push(emptyService(name, whereIs(['services', name])))
  if (config.layout === 'schemas') diagnostics.push(...sharedSchemas(services))
  return { boundary: { services, owners }, diagnostics }
}

/** What makes a schema a service's own, rather than what is copied into it; a routine where one service alone has it. */
const substance = ['relation', 'view', 'sequence', 'routine'] as const

/** By service, the schemas in which it has something of its own. */
function schemasByService(catalog: Catalog, owners: readonly (readonly string[])[]): Map<string, Set<string>> {
  const found = new Map<string, Set<string>>()
  for (const kind of substance)
    for (const object of objectsOf(catalog, kind)) {
      const mine = owners[object.id]!
      if (object.schema === '' || (kind === 'routine' && mine.length !== 1)) continue
      for (const service of mine) {
        const schemas = found.get(service)
        if (schemas === undefined) found.set(service, new Set([object.schema]))
        else schemas.add(object.schema)
      }
    }
  return found
}

function liveServices(catalog: Catalog, assigned: ReadonlyMap<number, string>): Set<string> {
  const live = new Set<string>()
  for (const [id, service] of assigned) if (!catalog.objects[id]!.dropped) live.add(service)
  return live
}

function sharedSchemas(services: readonly Service[]): Diagnostic[] {
  const bySchema = new Map<string, Service[]>()
  for (const service of services)
    for (const schema of service.schemas) bySchema.set(schema, [...(bySchema.get(schema) ?? []), service])
  return sortByText(bySchema, ([schema]) => schema)
    .filter(([, sharing]) => sharing.length > 1)
    .map(([schema, sharing]) => sharedSchema(schema, sharing))
}
