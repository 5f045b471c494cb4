import { defineTable } from '../define-table.ts'
import { statementKind } from '../statement-kind.ts'

export const createTable = statementKind({
  node: 'CreateStmt',
  kind: 'create-table',
  apply(node, context) {
    const form = node.partspec === undefined ? 'ordinary' : 'partitioned'
    defineTable(context, node, form)
  },
})
