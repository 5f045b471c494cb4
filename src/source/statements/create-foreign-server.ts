import { statementKind } from '../statement-kind.ts'

export const createForeignServer = statementKind({
  node: 'CreateForeignServerStmt',
  kind: 'create-foreign-server',
  apply(node, context) {
    const { builder, statement } = context
    const name = node.servername ?? ''
    const at = statement.textStart
    const made = builder.create<'other'>({ kind: 'other', form: 'server', schema: '', name, at }, statement.id)
    context.effect(made.id, 'create')
  },
})
