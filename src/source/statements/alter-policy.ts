import { forgetClause, inClause } from '../../catalog/use-clauses.ts'
import { findUses } from '../find-uses.ts'
import { noteRoles } from '../role-names.ts'
import { statementKind } from '../statement-kind.ts'

export const alterPolicy = statementKind({
  node: 'AlterPolicyStmt',
  kind: 'alter-policy',
  apply(node, context) {
    const { builder } = context
    const of = context.relation(node.table)
    const policy = of === undefined ? undefined : builder.findPart(of, node.policy_name ?? '', 'policy')
    if (policy === undefined) {
      context.unread('It alters a policy that the source has not created before.')
      return
    }
    context.effect(policy.id, 'alter')
    const clauses = { using: node.qual, check: node.with_check }
    for (const [clause, expression] of Object.entries(clauses)) {
      if (expression === undefined) continue
      forgetClause(builder, policy, clause)
      inClause(builder, policy, clause, () => findUses(context, policy.id, expression, { role: 'policy' }))
    }
    noteRoles(context, node.roles)
  },
})
