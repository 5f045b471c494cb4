import { statementKind } from '../statement-kind.ts'

export const refreshMaterializedView = statementKind({
  node: 'RefreshMatViewStmt',
  kind: 'refresh-materialized-view',
  apply(node, context) {
    const id = context.relation(node.relation)
    if (id !== undefined) context.effect(id, 'data')
    else context.unread('It refreshes a view that the source does not create.')
  },
})
