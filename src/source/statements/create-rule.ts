import { findUses } from '../find-uses.ts'
import type { Node } from '../parse-tree.ts'
import { statementKind } from '../statement-kind.ts'

const events = { CMD_SELECT: 'select', CMD_INSERT: 'insert', CMD_UPDATE: 'update', CMD_DELETE: 'delete' } as const

export const createRule = statementKind({
  node: 'RuleStmt',
  kind: 'create-rule',
  apply(node, context) {
    const { builder, statement } = context
    const of = context.relation(node.relation)
    if (of === undefined) {
      context.unread('Its relation is not created by the source before.')
      return
    }
    const name = node.rulename ?? ''
    const known = builder.findPart(of, name, 'rule')
    const schema = builder.objects[of]!.schema
    const at = statement.textStart
    const event = events[node.event as keyof typeof events] ?? 'select'
    const rule = known ?? builder.create<'rule'>({ kind: 'rule', schema, name, of, at, event }, statement.id)
    rule.event = event
    builder.retireUses(rule)
    rule.statement = statement.id
    context.effect(rule.id, known === undefined ? 'create' : 'alter')
    for (const part of [node.whereClause, ...(node.actions ?? [])])
      findUses(context, rule.id, part as Node | undefined, { role: 'rule' })
  },
})
