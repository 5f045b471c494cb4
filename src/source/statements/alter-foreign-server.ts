import { alterKnown, findOther } from '../make-other.ts'
import { statementKind } from '../statement-kind.ts'

export const alterForeignServer = statementKind({
  node: 'AlterForeignServerStmt',
  kind: 'alter-server',
  apply(node, context) {
    alterKnown(context, findOther(context, 'server', [node.servername ?? '']), 'a foreign server')
  },
})
