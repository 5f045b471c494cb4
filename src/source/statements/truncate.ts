import { statementKind } from '../statement-kind.ts'
import { touchRelations } from '../touch-relations.ts'

export const truncate = statementKind({
  node: 'TruncateStmt',
  kind: 'truncate',
  apply(node, context) {
    if (!touchRelations(context, node.relations ?? []))
      context.unread('It empties relations that the source does not create.')
  },
})
