import { statementKind } from '../statement-kind.ts'
import { changeData } from '../change-data.ts'

export const update = statementKind({
  node: 'UpdateStmt',
  kind: 'update',
  apply(node, context) {
    changeData(context, node.relation, { UpdateStmt: node })
  },
})
