import { dropObject } from '../../catalog/drop-object.ts'
import { findOther } from '../make-other.ts'
import { statementKind } from '../statement-kind.ts'

export const dropSubscription = statementKind({
  node: 'DropSubscriptionStmt',
  kind: 'drop-subscription',
  apply(node, context) {
    const id = findOther(context, 'subscription', [node.subname ?? ''])
    if (id === undefined) return context.unread('It drops a subscription that the source has not created before.')
    context.effect(id, 'drop')
    dropObject(context.builder, id, false)
  },
})
