import { statementText } from '../../catalog/catalog.ts'
import { quoteName } from '../../core/identifier.ts'
import { sqlComment } from '../../print/sql-comment.ts'
import type { Emitter } from '../emitter.ts'
import { createRoles } from '../reference-sql/home-sql.ts'
import type { ServiceReferences } from '../references/service-references.ts'
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
    const own = plan.layout === 'schemas' ? plan.services.map(({ role }) => role) : []
    const services = own.filter((role) => !created.has(role) && !isBuiltIn(role))
    const named = catalog.roles.filter((role) => !created.has(role) && !own.includes(role) && !isBuiltIn(role))
    if (services.length > 0) text.unshift(rolesText('One role for each service.', services))
    if (named.length > 0) text.unshift(rolesText('Named by the source, but not created there.', named))
    text.push(...findServiceReferences({ catalog, plan }).map(homeRoles))
    if (text.length === 0) return
    yield { path: 'cluster/roles.sql', text: `${sqlComment(head)}\n\n${text.join('\n\n')}\n`, kind: 'generated' }
  },
}

function rolesText(comment: string, roles: readonly string[]): string {
  return [sqlComment([comment]), ...roles.map((role) => unlessThere(`CREATE ROLE ${quoteName(role)};`))].join('\n')
}

/** In the place of foreign keys. */
function homeRoles({ service, home }: ServiceReferences): string {
  const comment = [
    `Service ${service}: what stands in the place of foreign keys belongs to ${quoteName(home.ownerRole)}; its relay and its`,
    `consumer connect as ${quoteName(home.runtimeRole)}. Give those that log in a password of your own.`,
  ]
  return `${sqlComment(comment)}\n${createRoles(home).text};`
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
