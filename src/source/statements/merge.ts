import { statementKind } from '../statement-kind.ts'
import { changeData } from '../change-data.ts'

export const merge = statementKind({
  node: 'MergeStmt',
  kind: 'merge',
  apply(node, context) {
    changeData(context, node.relation, { MergeStmt: node })
  },
})
