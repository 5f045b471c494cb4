import { statementKind } from '../statement-kind.ts'
import { changeData } from '../change-data.ts'

export const deleteRows = statementKind({
  node: 'DeleteStmt',
  kind: 'delete',
  apply(node, context) {
    changeData(context, node.relation, { DeleteStmt: node })
  },
})
