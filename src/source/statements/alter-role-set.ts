import { statementKind } from '../statement-kind.ts'

export const alterRoleSet = statementKind({
  node: 'AlterRoleSetStmt',
  kind: 'alter-role-set',
  apply(_node, context) {
    context.role()
  },
})
