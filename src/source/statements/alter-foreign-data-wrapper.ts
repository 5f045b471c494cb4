import { alterKnown, findOther } from '../make-other.ts'
import { statementKind } from '../statement-kind.ts'

export const alterForeignDataWrapper = statementKind({
  node: 'AlterFdwStmt',
  kind: 'alter-foreign-data-wrapper',
  apply(node, context) {
    alterKnown(context, findOther(context, 'foreign data wrapper', [node.fdwname ?? '']), 'a foreign data wrapper')
  },
})
