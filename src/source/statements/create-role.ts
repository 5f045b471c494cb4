import { statementKind } from '../statement-kind.ts'

export const createRole = statementKind({
  node: 'CreateRoleStmt',
  kind: 'create-role',
  apply(node, context) {
    context.role()
    if (node.role === undefined) return
    context.builder.roles.add(node.role)
    context.builder.createdRoles.add(node.role)
  },
})
