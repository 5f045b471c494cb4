import { statementKind } from '../statement-kind.ts'

export const createLanguage = statementKind({
  node: 'CreatePLangStmt',
  kind: 'create-language',
  apply(node, context) {
    const { builder, statement } = context
    const name = node.plname ?? ''
    const at = statement.textStart
    const made = builder.create<'other'>({ kind: 'other', form: 'language', schema: '', name, at }, statement.id)
    context.effect(made.id, 'create')
  },
})
