import { statementKind } from '../statement-kind.ts'

export const createAccessMethod = statementKind({
  node: 'CreateAmStmt',
  kind: 'create-access-method',
  apply(node, context) {
    const { builder, statement } = context
    const name = node.amname ?? ''
    const at = statement.textStart
    const made = builder.create<'other'>({ kind: 'other', form: 'access method', schema: '', name, at }, statement.id)
    context.effect(made.id, 'create')
  },
})
