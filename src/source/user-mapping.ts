import type { RoleSpec } from './parse-tree.ts'
import { noteRoles, roleNames } from './role-names.ts'
import type { StatementContext } from './statement-kind.ts'

/** The name under which a user mapping is kept: it has none of its own. */
export function mappingName(context: StatementContext, user: RoleSpec | undefined, server: string | undefined): string {
  const spec = user === undefined ? [] : [{ RoleSpec: user }]
  noteRoles(context, spec)
  const [role] = roleNames(spec)
  return `${role === undefined ? 'current user' : role === '' ? 'public' : role} on ${server ?? ''}`
}
