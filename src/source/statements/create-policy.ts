import { inClause } from '../../catalog/use-clauses.ts'
import { findUses } from '../find-uses.ts'
import { noteRoles } from '../role-names.ts'
import { statementKind } from '../statement-kind.ts'

export const createPolicy = statementKind({
  node: 'CreatePolicyStmt',
  kind: 'create-policy',
  apply(node, context) {
    const { builder, statement } = context
    const of = context.relation(node.table)
    if (of === undefined) {
      context.unread('Its relation is not created by the source before.')
      return
    }
    const schema = builder.objects[of]!.schema
    const name = node.policy_name ?? ''
    const policy = builder.create<'policy'>({ kind: 'policy', schema, name, of, at: statement.textStart }, statement.id)
    context.effect(policy.id, 'create')
    inClause(builder, policy, 'using', () => findUses(context, policy.id, node.qual, { role: 'policy' }))
    inClause(builder, policy, 'check', () => findUses(context, policy.id, node.with_check, { role: 'policy' }))
    noteRoles(context, node.roles)
  },
})
