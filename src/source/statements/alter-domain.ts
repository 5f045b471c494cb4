import { findUses } from '../find-uses.ts'
import { namesOf } from '../parse-tree.ts'
import { statementKind } from '../statement-kind.ts'

export const alterDomain = statementKind({
  node: 'AlterDomainStmt',
  kind: 'alter-domain',
  apply(node, context) {
    const id = context.builder.resolveType(namesOf(node.typeName))
    if (id === undefined) {
      context.unread('It alters a domain that the source has not created before.')
      return
    }
    context.effect(id, 'alter')
    findUses(context, id, node.def, { role: 'type-base' })
  },
})
