import { alterKnown, findOther } from '../make-other.ts'
import { namesOf } from '../parse-tree.ts'
import { statementKind } from '../statement-kind.ts'

/** ALTER COLLATION … REFRESH VERSION. */
export const alterCollation = statementKind({
  node: 'AlterCollationStmt',
  kind: 'alter-collation',
  apply(node, context) {
    alterKnown(context, findOther(context, 'collation', namesOf(node.collname)), 'a collation')
  },
})
