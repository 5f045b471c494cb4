import { defineType } from '../define-type.ts'
import { addDomainCheck } from '../domain-checks.ts'
import { findUses } from '../find-uses.ts'
import { nodeAs } from '../parse-tree.ts'
import { readTypeName } from '../read-type-name.ts'
import { statementKind } from '../statement-kind.ts'
import { useCollation, writtenCollation } from '../use-collation.ts'

export const createDomain = statementKind({
  node: 'CreateDomainStmt',
  kind: 'create-domain',
  apply(node, context) {
    // Before the domain is there: a type of its name in another schema may be meant.
    const base = readTypeName(context.builder, node.typeName)
    const type = defineType(context, node.domainname, 'domain')
    type.baseType = base.text
    context.use(type.id, base.id, 'type-base', node.typeName?.location)
    const collation = writtenCollation(node.collClause)
    if (collation !== undefined) type.collation = collation
    useCollation(context, type.id, node.collClause, 'type-base')
    for (const constraint of node.constraints ?? []) addDomainCheck(context, type, nodeAs(constraint, 'Constraint'))
    for (const constraint of node.constraints ?? []) {
      const { contype, raw_expr } = nodeAs(constraint, 'Constraint') ?? {}
      if (contype === 'CONSTR_DEFAULT') findUses(context, type.id, raw_expr, { role: 'type-base' })
    }
  },
})
