import { statementText } from '../../catalog/catalog.ts'
import { quoteName } from '../../core/identifier.ts'
import { sqlComment } from '../../print/sql-comment.ts'
import type { Emitter } from '../emitter.ts'
import { createRoles, createServiceRole } from '../reference-sql/home-sql.ts'
import type { ServiceHome } from '../reference-sql/reference-value.ts'
import { nameHomes } from '../references/name-homes.ts'
import { findServiceReferences } from '../references/service-references.ts'

const head = [
  'Roles belong to the cluster, not to one database. Run this once on every cluster that holds a service, before its',
  'migrations; running it again changes nothing.',
]

/** What the source says of roles, made so that it can run twice. */
export const roles: Emitter = {
  id: 'roles',
  *emit({ catalog, plan }) {
    const statements = plan.cluster.map((id) => catalog.statements[id]!)
    const text = statements.map((statement) => {
      const sql = statementText(catalog, statement)
      return statement.kind === 'create-role' ? unlessThere(sql) : sql
    })
    const created = new Set(catalog.createdRoles)
    const homes = nameHomes({ catalog, plan })
    const own = new Set([...homes.values()].map(({ serviceRole }) => serviceRole))
    const named = catalog.roles.filter((role) => !created.has(role) && !own.has(role) && !isBuiltIn(role))
    if (named.length > 0) text.unshift(rolesText('Named by the source, but not created there.', named))
    const references = new Set(findServiceReferences({ catalog, plan }).map(({ service }) => service))
    for (const home of homes.values()) text.push(homeRoles(home, references.has(home.service)))
    if (text.length === 0) return
    yield { path: 'cluster/roles.sql', text: `${sqlComment(head)}\n\n${text.join('\n\n')}\n`, kind: 'generated' }
  },
}

function rolesText(comment: string, roles: readonly string[]): string {
  return [sqlComment([comment]), ...roles.map((role) => unlessThere(`CREATE ROLE ${quoteName(role)};`))].join('\n')
}

function homeRoles(home: ServiceHome, hasReferences: boolean): string {
  const { service, serviceRole, ownerRole, runtimeRole } = home
  const roles = hasReferences ? createRoles(home) : createServiceRole(home)
  const comment = [
    `Service ${service} connects as ${quoteName(serviceRole)}. Give roles that log in a password of your own.`,
    ...(hasReferences
      ? [
          `What stands in the place of foreign keys belongs to ${quoteName(ownerRole)}; relay and consumer connect as`,
          `${quoteName(runtimeRole)}.`,
        ]
      : []),
  ]
  return `${sqlComment(comment)}\n${roles.text};`
}

function isBuiltIn(role: string): boolean {
  return role.startsWith('pg_') || role === 'public' || role === 'current_user' || role === 'session_user'
}

/** CREATE ROLE has no IF NOT EXISTS. */
function unlessThere(sql: string): string {
  let tag = '$$'
  for (let number = 0; sql.includes(tag); number++) tag = `$role${number}$`
  const body = sql.replace(/;?\s*(?:--[^\n]*)?$/, '')
  return `DO ${tag}\nBEGIN\n  ${body};\nEXCEPTION WHEN duplicate_object THEN\n  NULL;\nEND\n${tag};`
}
