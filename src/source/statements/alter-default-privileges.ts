import { nodeAs } from '../parse-tree.ts'
import { resolveSchema } from '../resolve-object.ts'
import { noteRoles } from '../role-names.ts'
import { statementKind } from '../statement-kind.ts'

/** With IN SCHEMA it belongs to the schema; without, to every service. */
export const alterDefaultPrivileges = statementKind({
  node: 'AlterDefaultPrivilegesStmt',
  kind: 'alter-default-privileges',
  apply(node, context) {
    noteRoles(context, node.action?.grantees)
    const schemas = (node.options ?? []).flatMap((option) => {
      const { defname, arg } = nodeAs(option, 'DefElem') ?? {}
      if (defname === 'roles') noteRoles(context, nodeAs(arg, 'List')?.items)
      return defname === 'schemas' ? (nodeAs(arg, 'List')?.items ?? []) : []
    })
    for (const schema of schemas) {
      const id = resolveSchema(context, nodeAs(schema, 'String')?.sval ?? '')
      if (id !== undefined) context.effect(id, 'grant')
    }
    if (schemas.length === 0) context.session()
  },
})
