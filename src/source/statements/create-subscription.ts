import { makeOther } from '../make-other.ts'
import { statementKind } from '../statement-kind.ts'

export const createSubscription = statementKind({
  node: 'CreateSubscriptionStmt',
  kind: 'create-subscription',
  apply(node, context) {
    makeOther(context, 'subscription', '', node.subname ?? '')
  },
})
