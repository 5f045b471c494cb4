import { statementKind } from '../statement-kind.ts'

/** CLUSTER relation USING index: remembers the index. Without a relation it sorts everything anew and changes nothing. */
export const cluster = statementKind({
  node: 'ClusterStmt',
  kind: 'cluster',
  apply(node, context) {
    const relation = context.relation(node.relation)
    if (relation !== undefined) context.effect(relation, 'other')
    else if (node.relation === undefined)
      context.unread('It sorts rows anew, in every relation that was ever clustered.')
    else context.unread(`It clusters ${node.relation.relname ?? 'something'}, which the source does not create.`)
  },
})
