import type { Catalog } from '../catalog/catalog.ts'
import type { CatalogObject } from '../catalog/object.ts'
import type { Config } from '../config/config.ts'
import type { Diagnostic } from '../core/diagnostic.ts'
import { compareText, sortByText } from '../core/order.ts'
import type { ServiceRules } from './assigner.ts'
import { assignRelations } from './assign-relations.ts'
import type { Boundary, Service } from './boundary.ts'
import { followOwners } from './follow-owners.ts'

/** Decides who owns every object of the catalog. */
export function drawBoundary(
  catalog: Catalog,
  config: Config,
): { boundary: Boundary; diagnostics: readonly Diagnostic[] } {
  const rules: ServiceRules = new Map(sortByText(Object.entries(config.services ?? {}), ([name]) => name))
  const assigned = assignRelations(catalog, rules)
  const diagnostics = [...assigned.diagnostics]
  const names = new Set([...rules.keys(), ...liveServices(catalog, assigned.services)])
  const owners = followOwners(catalog, assigned, [...names].sort(compareText), diagnostics)
  const schemas = schemasByService(catalog, owners)
  const services = [...names].sort(compareText).map((name): Service => {
    const own = [...(schemas.get(name) ?? [])].sort(compareText)
    return { name, schemas: own, role: config.services?.[name]?.role ?? name }
  })
  diagnostics.push(...emptyServices(catalog, services, assigned.services))
  if (config.layout === 'schemas') diagnostics.push(...sharedSchemas(services))
  return { boundary: { services, owners }, diagnostics }
}

/** By service, the schemas in which it has something of its own. */
function schemasByService(catalog: Catalog, owners: readonly (readonly string[])[]): Map<string, Set<string>> {
  const found = new Map<string, Set<string>>()
  for (const object of catalog.objects) {
    const mine = owners[object.id]!
    if (object.dropped || object.schema === '' || !isSubstance(object, mine)) continue
    for (const service of mine) {
      const schemas = found.get(service)
      if (schemas === undefined) found.set(service, new Set([object.schema]))
      else schemas.add(object.schema)
    }
  }
  return found
}

/** What makes a schema a service's own, rather than what is copied into it. */
function isSubstance({ kind }: CatalogObject, owners: readonly string[]): boolean {
  return kind === 'relation' || kind === 'view' || kind === 'sequence' || (kind === 'routine' && owners.length === 1)
}

function liveServices(catalog: Catalog, assigned: ReadonlyMap<number, string>): Set<string> {
  const live = new Set<string>()
  for (const [id, service] of assigned) if (!catalog.objects[id]!.dropped) live.add(service)
  return live
}

function emptyServices(
  catalog: Catalog,
  services: readonly Service[],
  assigned: ReadonlyMap<number, string>,
): Diagnostic[] {
  const live = liveServices(catalog, assigned)
  return services
    .filter((service) => !live.has(service.name))
    .map((service) => ({
      code: 'empty-service',
      severity: 'warning' as const,
      subject: service.name,
      message: `service ${service.name} has no relations`,
      hint: 'Give it schemas, patterns or relations, or take it out of the configuration.',
    }))
}

function sharedSchemas(services: readonly Service[]): Diagnostic[] {
  const bySchema = new Map<string, string[]>()
  for (const service of services)
    for (const schema of service.schemas) bySchema.set(schema, [...(bySchema.get(schema) ?? []), service.name])
  return [...bySchema]
    .filter(([, sharing]) => sharing.length > 1)
    .map(([schema, sharing]) => ({
      code: 'shared-schema',
      severity: 'error' as const,
      subject: schema,
      message: `schema ${schema} is shared by ${sharing.join(', ')}, which layout: schemas cannot separate`,
      hint: "A service's role has no rights in another's schema. Move the relations to schemas of their own first, or use layout: databases.",
    }))
}
