import { defineRoutine } from '../define-routine.ts'
import { statementKind } from '../statement-kind.ts'

export const createFunction = statementKind({
  node: 'CreateFunctionStmt',
  kind: 'create-function',
  variants: ['create-procedure'],
  apply(node, context) {
    if (node.is_procedure === true) context.statement.kind = 'create-procedure'
    defineRoutine(context, node)
  },
})
