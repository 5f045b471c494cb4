import { statementKind } from '../statement-kind.ts'

export const grantRole = statementKind({
  node: 'GrantRoleStmt',
  kind: 'grant-role',
  apply(_node, context) {
    context.role()
  },
})
