import { statementKind } from '../statement-kind.ts'

export const alterRole = statementKind({
  node: 'AlterRoleStmt',
  kind: 'alter-role',
  apply(_node, context) {
    context.role()
  },
})
