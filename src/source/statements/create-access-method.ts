import { makeOther } from '../make-other.ts'
import { namesOf } from '../parse-tree.ts'
import { statementKind } from '../statement-kind.ts'

export const createAccessMethod = statementKind({
  node: 'CreateAmStmt',
  kind: 'create-access-method',
  apply(node, context) {
    const made = makeOther(context, 'access method', '', node.amname ?? '')
    context.use(made.id, context.builder.resolveRoutine(namesOf(node.handler_name)), 'other', undefined)
  },
})
