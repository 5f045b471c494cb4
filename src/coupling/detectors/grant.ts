import { ownerOf, type Boundary } from '../../boundary/boundary.ts'
import { schemaHomes } from '../../boundary/schema-homes.ts'
import { displayName, evidenceAt, objectsOf, type Catalog } from '../../catalog/catalog.ts'
import type { Grant } from '../../catalog/object.ts'
import type { Coupling } from '../coupling.ts'
import type { Detector } from '../detector.ts'

/**
 * Roles of one service with rights on another's objects. A role's home is the service that names it, or the one service
 * whose relations it owns. A role without a home that has rights in several services is told once for each of them.
 */
export const grant: Detector = {
  kind: 'grant',
  *detect(catalog, boundary) {
    const homes = roleHomes(catalog, boundary)
    // An owner needs no grant, and a dump tells of none.
    const isTold = ({ role, object: id }: Grant, object = catalog.objects[id]!): boolean =>
      role !== '' && role !== 'public' && !object.dropped && object.owner !== role
    const grants = catalog.grants.filter((given) => isTold(given))
    const schemas = schemaHomes(catalog, boundary.owners)
    const reach = new Map<string, Map<string, Grant>>()
    const told = new Set<string>()
    for (const given of grants) {
      const owners = boundary.owners[given.object]!
      const home = homes.get(given.role)
      if (home === undefined) {
        if (!reach.has(given.role)) reach.set(given.role, new Map())
        const services = reach.get(given.role)!
        const { kind, name, schema } = catalog.objects[given.object]!
        // Of what is copied, where it stood counts.
        const places = owners.length > 1 ? (schemas.get(kind === 'schema' ? name : schema) ?? []) : owners
        for (const place of places) if (!services.has(place)) services.set(place, given)
        continue
      }
      const key = `${given.role}\0${given.object}`
      if (owners.length === 0 || owners.includes(home) || told.has(key)) continue
      told.add(key)
      yield intrusion(catalog, given, home, owners[0]!)
    }
    for (const services of reach.values())
      if (services.size > 1) for (const [service, given] of services) yield homeless(catalog, given, service)
  },
}

function intrusion(catalog: Catalog, given: Grant, home: string, to: string): Coupling {
  const object = catalog.objects[given.object]!
  return {
    kind: 'grant',
    from: { service: home, object: `role ${given.role}` },
    to: { service: to, object: `${object.kind === 'schema' ? 'schema ' : ''}${displayName(catalog, object)}` },
    evidence: evidenceAt(catalog, given.statement, given.at),
    outcome: 'kept',
    resolution: `The grant goes with its object to ${to}; ${home} must stop using it.`,
    object: given.object,
    target: -1,
  }
}

function homeless(catalog: Catalog, given: Grant, to: string): Coupling {
  return {
    kind: 'grant',
    from: { service: '', object: `role ${given.role}` },
    to: { service: to, object: `objects of ${to}` },
    evidence: evidenceAt(catalog, given.statement, given.at),
    outcome: 'split',
    resolution: `Each grant goes with its object: ${given.role} has rights in several services and belongs to none.`,
    object: given.object,
    target: -1,
  }
}

function roleHomes(catalog: Catalog, boundary: Boundary): Map<string, string> {
  const owned = new Map<string, Set<string>>()
  for (const relation of objectsOf(catalog, 'relation')) {
    const service = ownerOf(boundary, relation.id)
    if (relation.owner === undefined || service === '') continue
    if (!owned.has(relation.owner)) owned.set(relation.owner, new Set())
    owned.get(relation.owner)!.add(service)
  }
  const homes = new Map<string, string>()
  for (const [role, services] of owned) if (services.size === 1) homes.set(role, [...services][0]!)
  for (const service of boundary.services) {
    // Who owns relations of several services is nobody's, even by name: most dumps have one owner for all.
    const services = owned.get(service.role)
    if (catalog.roles.includes(service.role) && (services === undefined || services.size === 1))
      homes.set(service.role, service.name)
  }
  return homes
}
