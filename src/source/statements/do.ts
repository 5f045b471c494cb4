import { statementKind } from '../statement-kind.ts'

export const doBlock = statementKind({
  node: 'DoStmt',
  kind: 'do',
  apply(_node, context) {
    context.unread('What a DO block creates cannot be seen: if it creates things, give a pg_dump of the result.')
  },
})
