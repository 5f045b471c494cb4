import { withoutPrivileges } from '../../catalog/default-grants.ts'
import type { ObjectKind } from '../../catalog/object.ts'
import type { NodeOf } from '../parse-tree.ts'
import { nodeAs } from '../parse-tree.ts'
import { resolveSchema } from '../resolve-object.ts'
import { noteRoles, privilegeNames } from '../role-names.ts'
import { statementKind, type StatementContext } from '../statement-kind.ts'

/** With IN SCHEMA it belongs to the schema; without, to every service. What is created from then on is granted. */
export const alterDefaultPrivileges = statementKind({
  node: 'AlterDefaultPrivilegesStmt',
  kind: 'alter-default-privileges',
  apply(node, context) {
    const roles = noteRoles(context, node.action?.grantees)
    let ofCreator = true
    const schemas = (node.options ?? []).flatMap((option) => {
      const { defname, arg } = nodeAs(option, 'DefElem') ?? {}
      const items = nodeAs(arg, 'List')?.items ?? []
      if (defname === 'roles') {
        noteRoles(context, items)
        ofCreator = false
      }
      return defname === 'schemas' ? items.map((item) => nodeAs(item, 'String')?.sval ?? '') : []
    })
    for (const schema of schemas) {
      const id = resolveSchema(context, schema)
      if (id !== undefined) context.effect(id, 'grant')
    }
    if (schemas.length === 0) context.session()
    // FOR ROLE: who creates what is not known from the text.
    if (ofCreator && node.action !== undefined) record(context, node.action, roles, schemas)
  },
})

const kindsOf: Partial<Record<string, readonly ObjectKind[]>> = {
  OBJECT_TABLE: ['relation', 'view'],
  OBJECT_SEQUENCE: ['sequence'],
  OBJECT_FUNCTION: ['routine'],
  OBJECT_TYPE: ['type'],
  OBJECT_SCHEMA: ['schema'],
}

function record(
  { builder, statement }: StatementContext,
  action: NodeOf<'GrantStmt'>,
  roles: readonly string[],
  schemas: readonly string[],
): void {
  const kinds = kindsOf[action.objtype ?? ''] ?? []
  const privileges = privilegeNames(action.privileges)
  const places = schemas.length === 0 ? [undefined] : schemas
  for (const role of roles)
    for (const schema of places) {
      if (role === '' || (action.is_grant !== true && action.grant_option === true)) continue
      const place = { kinds, ...(schema === undefined ? {} : { schema }) }
      if (action.is_grant === true)
        builder.defaultGrants.push({ ...place, role, privileges, statement: statement.id, at: statement.textStart })
      else
        builder.defaultGrants = withoutPrivileges(
          builder.defaultGrants,
          privileges,
          (given) => given.role === role && given.schema === schema && given.kinds === kinds,
        )
    }
}
