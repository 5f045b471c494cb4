import { statementKind } from '../statement-kind.ts'
import { touchRelations } from '../touch-relations.ts'

/** LOCK [TABLE]: holds what a migration is about to change. */
export const lock = statementKind({
  node: 'LockStmt',
  kind: 'lock',
  apply(node, context) {
    if (!touchRelations(context, node.relations ?? []))
      context.unread('It locks relations that the source does not create.')
  },
})
