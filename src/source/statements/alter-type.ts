import { alterKnown } from '../make-other.ts'
import { namesOf } from '../parse-tree.ts'
import { statementKind } from '../statement-kind.ts'

/** ALTER TYPE … SET (RECEIVE = …, STORAGE = …) of a base type. */
export const alterType = statementKind({
  node: 'AlterTypeStmt',
  kind: 'alter-type-base',
  apply(node, context) {
    alterKnown(context, context.builder.resolveType(namesOf(node.typeName)), 'a type')
  },
})
