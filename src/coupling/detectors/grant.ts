import { ownerOf, type Boundary } from '../../boundary/boundary.ts'
import { displayName, evidenceAt, objectsOf, type Catalog } from '../../catalog/catalog.ts'
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
    const reach = new Map<string, Set<string>>()
    for (const { role, object } of catalog.grants)
      for (const service of boundary.owners[object] ?? []) {
        if (!reach.has(role)) reach.set(role, new Set())
        reach.get(role)!.add(service)
      }
    const told = new Set<string>()
    for (const given of catalog.grants) {
      const object = catalog.objects[given.object]!
      const to = ownerOf(boundary, given.object)
      if (to === '' || object.dropped || given.role === '' || given.role === 'public') continue
      const home = homes.get(given.role)
      if (home === undefined ? (reach.get(given.role)?.size ?? 0) < 2 : boundary.owners[given.object]!.includes(home))
        continue
      const key = home === undefined ? `${given.role}\0${to}` : `${given.role}\0${given.object}`
      if (told.has(key)) continue
      told.add(key)
      yield describe(catalog, given.role, home, to, given)
    }
  },
}

function describe(
  catalog: Catalog,
  role: string,
  home: string | undefined,
  to: string,
  given: { object: number; statement: number; at: number },
): Coupling {
  const object = displayName(catalog, catalog.objects[given.object]!)
  return {
    kind: 'grant',
    from: { service: home ?? '', object: `role ${role}` },
    to: { service: to, object: home === undefined ? `objects of ${to}` : object },
    evidence: evidenceAt(catalog, given.statement, given.at),
    outcome: home === undefined ? 'split' : 'kept',
    resolution:
      home === undefined
        ? `Each grant goes with its object: ${role} has rights in several services and belongs to none.`
        : `The grant goes with its object to ${to}; ${home} must stop using it.`,
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
  for (const service of boundary.services)
    if (catalog.roles.includes(service.role)) homes.set(service.role, service.name)
  return homes
}
