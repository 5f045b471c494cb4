import { statementKind } from '../statement-kind.ts'

export const createForeignDataWrapper = statementKind({
  node: 'CreateFdwStmt',
  kind: 'create-foreign-data-wrapper',
  apply(node, context) {
    const { builder, statement } = context
    const name = node.fdwname ?? ''
    const at = statement.textStart
    const made = builder.create<'other'>(
      { kind: 'other', form: 'foreign data wrapper', schema: '', name, at },
      statement.id,
    )
    context.effect(made.id, 'create')
  },
})
