import { statementKind } from '../statement-kind.ts'

export const createSubscription = statementKind({
  node: 'CreateSubscriptionStmt',
  kind: 'create-subscription',
  apply(node, context) {
    const { builder, statement } = context
    const name = node.subname ?? ''
    const at = statement.textStart
    const made = builder.create<'other'>({ kind: 'other', form: 'subscription', schema: '', name, at }, statement.id)
    context.effect(made.id, 'create')
  },
})
