import { objectsOf } from '../../catalog/catalog.ts'
import { truncateName } from '../../core/identifier.ts'
import type { EmitInput } from '../emitter.ts'
import { nameHome } from '../reference-sql/own-names.ts'
import type { ServiceHome } from '../reference-sql/reference-value.ts'

/** Longest name that still takes a number at its end. */
const longest = 58

/**
 * Schema and roles of each service's home. Nothing of the source is called so: a schema of ours and one of the user's would
 * share a database, roles share the cluster.
 */
export function nameHomes({ catalog, plan }: EmitInput): ReadonlyMap<string, ServiceHome> {
  const schemas = new Set([...objectsOf(catalog, 'schema').map(({ name }) => name), ...plan.copies.map(({ to }) => to)])
  const roles = new Set([...catalog.roles, ...catalog.createdRoles, ...plan.services.map(({ role }) => role)])
  const take = (taken: Set<string>, wanted: string): string => {
    const name = nameHome(truncateName(wanted, longest), taken)
    taken.add(name)
    return name
  }
  const shared = plan.layout === 'schemas'
  return new Map(
    plan.services.map(({ name, role }) => {
      // What is ours is on one line.
      const plain = role.replaceAll(/\p{Cc}/gu, '_')
      const home: ServiceHome = {
        service: name,
        // In a database of its own, every service's home has the same name.
        schema: shared ? take(schemas, `fountain_split_${plain}`) : nameHome('fountain_split', schemas),
        ownerRole: take(roles, suffixed(plain, '_split_owner')),
        serviceRole: isReserved(role) ? take(roles, `service_${role}`) : role,
        runtimeRole: take(roles, suffixed(plain, '_split_runtime')),
      }
      return [name, home]
    }),
  )
}

function suffixed(role: string, suffix: string): string {
  return `${isReserved(role) ? 'service_' : ''}${truncateName(role, longest - suffix.length - 'service_'.length)}${suffix}`
}

/** PostgreSQL has no roles of these names, or has them for itself. */
function isReserved(role: string): boolean {
  return role.startsWith('pg_') || ['public', 'none', 'current_user', 'session_user', 'current_role'].includes(role)
}
