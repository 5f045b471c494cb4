import { alterKnown, findOther } from '../make-other.ts'
import { statementKind } from '../statement-kind.ts'

export const alterSubscription = statementKind({
  node: 'AlterSubscriptionStmt',
  kind: 'alter-subscription',
  apply(node, context) {
    alterKnown(context, findOther(context, 'subscription', [node.subname ?? '']), 'a subscription')
  },
})
