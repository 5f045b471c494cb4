import { defineType } from '../define-type.ts'
import { namesOf } from '../parse-tree.ts'
import { statementKind } from '../statement-kind.ts'

export const createEnum = statementKind({
  node: 'CreateEnumStmt',
  kind: 'create-type-enum',
  apply(node, context) {
    defineType(context, node.typeName, 'enum').labels = namesOf(node.vals)
  },
})
