import { statementKind } from '../statement-kind.ts'

export const createRole = statementKind({
  node: 'CreateRoleStmt',
  kind: 'create-role',
  apply(node, context) {
    context.role()
    if (node.role !== undefined) context.builder.roles.add(node.role)
  },
})
