import { namesOf, nodeAs } from '../parse-tree.ts'
import { statementKind } from '../statement-kind.ts'

export const createStatistics = statementKind({
  node: 'CreateStatsStmt',
  kind: 'create-statistics',
  apply(node, context) {
    const { builder, statement } = context
    const names = namesOf(node.defnames)
    const range = nodeAs(node.relations?.[0], 'RangeVar')
    const relation = context.relation(range)
    const schema = names.length > 1 ? names[0]! : builder.creationSchema()
    const name = names[names.length - 1] ?? ''
    const at = statement.textStart
    const made = builder.create<'other'>({ kind: 'other', form: 'statistics', schema, name, at }, statement.id)
    context.effect(made.id, 'create')
    context.use(made.id, relation, 'statistics', range?.location)
  },
})
