import { statementKind } from '../statement-kind.ts'
import { changeData } from '../change-data.ts'

export const insert = statementKind({
  node: 'InsertStmt',
  kind: 'insert',
  apply(node, context) {
    changeData(context, node.relation, { InsertStmt: node })
  },
})
