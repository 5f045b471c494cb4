import { forgetClause } from '../../catalog/use-clauses.ts'
import { addDomainCheck } from '../domain-checks.ts'
import { findUses } from '../find-uses.ts'
import { namesOf, nodeAs } from '../parse-tree.ts'
import { statementKind } from '../statement-kind.ts'

export const alterDomain = statementKind({
  node: 'AlterDomainStmt',
  kind: 'alter-domain',
  apply(node, context) {
    const { builder } = context
    const domain = builder.as(builder.resolveType(namesOf(node.typeName)), 'type')
    if (domain === undefined) {
      context.unread('It alters a domain that the source has not created before.')
      return
    }
    context.effect(domain.id, 'alter')
    const constraint = nodeAs(node.def, 'Constraint')
    if (constraint !== undefined) addDomainCheck(context, domain, constraint)
    else if (node.name !== undefined) forgetClause(builder, domain, node.name)
    else findUses(context, domain.id, node.def, { role: 'type-base' })
  },
})
