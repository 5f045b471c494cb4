import { findUses } from '../find-uses.ts'
import { makeOther } from '../make-other.ts'
import { namesOf, nodeAs } from '../parse-tree.ts'
import { statementKind } from '../statement-kind.ts'

export const createStatistics = statementKind({
  node: 'CreateStatsStmt',
  kind: 'create-statistics',
  apply(node, context) {
    const { builder } = context
    const names = namesOf(node.defnames)
    const range = nodeAs(node.relations?.[0], 'RangeVar')
    const relation = context.relation(range)
    const schema = names.length > 1 ? names[0]! : builder.creationSchema()
    const name = names[names.length - 1] ?? ''
    const made = makeOther(context, 'statistics', schema, name)
    context.use(made.id, relation, 'statistics', range?.location)
    for (const item of node.exprs ?? [])
      findUses(context, made.id, nodeAs(item, 'StatsElem')?.expr, { role: 'statistics' })
  },
})
