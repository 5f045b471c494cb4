import { defineTable } from '../define-table.ts'
import { statementKind } from '../statement-kind.ts'

export const createForeignTable = statementKind({
  node: 'CreateForeignTableStmt',
  kind: 'create-foreign-table',
  apply(node, context) {
    if (node.base === undefined) return
    const relation = defineTable(context, node.base, 'foreign')
    const server = context.builder.resolveGlobal('server', node.servername ?? '')
    if (relation !== undefined) context.use(relation.id, server, 'other', node.base.relation?.location)
  },
})
