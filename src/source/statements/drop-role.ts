import { statementKind } from '../statement-kind.ts'

export const dropRole = statementKind({
  node: 'DropRoleStmt',
  kind: 'drop-role',
  apply(_node, context) {
    context.role()
  },
})
