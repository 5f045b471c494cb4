import { nodeAs } from '../parse-tree.ts'
import { statementKind } from '../statement-kind.ts'

export const createExtension = statementKind({
  node: 'CreateExtensionStmt',
  kind: 'create-extension',
  apply(node, context) {
    const { builder, statement } = context
    const name = node.extname ?? ''
    const known = builder.resolveGlobal('extension', name)
    const at = statement.textStart
    const id = known ?? builder.create<'extension'>({ kind: 'extension', schema: '', name, at }, statement.id).id
    context.effect(id, known === undefined ? 'create' : 'other')
    for (const option of node.options ?? []) {
      const { defname, arg } = nodeAs(option, 'DefElem') ?? {}
      const schema = nodeAs(arg, 'String')?.sval
      if (defname === 'schema' && schema !== undefined)
        context.use(id, builder.ensureSchema(schema, statement.id, at), 'other', undefined)
    }
  },
})
