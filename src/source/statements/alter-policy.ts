import { findUses } from '../find-uses.ts'
import { noteRoles } from '../role-names.ts'
import { statementKind } from '../statement-kind.ts'

export const alterPolicy = statementKind({
  node: 'AlterPolicyStmt',
  kind: 'alter-policy',
  apply(node, context) {
    const of = context.relation(node.table)
    const policy = of === undefined ? undefined : context.builder.findPart(of, node.policy_name ?? '', 'policy')
    if (policy === undefined) {
      context.unread('It alters a policy that the source has not created before.')
      return
    }
    context.effect(policy.id, 'alter')
    findUses(context, policy.id, node.qual, { role: 'policy' })
    findUses(context, policy.id, node.with_check, { role: 'policy' })
    noteRoles(context, node.roles)
  },
})
