import type { Node, RoleSpec } from './parse-tree.ts'
import { nodeAs } from './parse-tree.ts'
import type { StatementContext } from './statement-kind.ts'

/** Names of the roles that are meant by name; PUBLIC as ''; CURRENT_USER and the like are nobody of the source's. */
export function roleNames(roles: readonly Node[] | undefined): string[] {
  return (roles ?? []).flatMap((role) => {
    const spec: RoleSpec | undefined = nodeAs(role, 'RoleSpec')
    if (spec?.roletype === 'ROLESPEC_PUBLIC') return ['']
    return spec?.roletype === 'ROLESPEC_CSTRING' && spec.rolename !== undefined ? [spec.rolename] : []
  })
}

/** Lower case; `all` where ALL was written. */
export function privilegeNames(privileges: readonly Node[] | undefined): string[] {
  const names = (privileges ?? []).map((item) => nodeAs(item, 'AccessPriv')?.priv_name?.toLowerCase() ?? '')
  return names.length === 0 ? ['all'] : names
}

/** Keeps roles that a statement names: the cluster must have them. */
export function noteRoles(context: StatementContext, roles: readonly Node[] | undefined): string[] {
  const names = roleNames(roles)
  for (const name of names) if (name !== '') context.builder.roles.add(name)
  return names
}
