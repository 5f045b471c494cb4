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
    const named = (node.options ?? []).flatMap((option) => {
      const { defname, arg } = nodeAs(option, 'DefElem') ?? {}
      return defname === 'schema' ? (nodeAs(arg, 'String')?.sval ?? []) : []
    })
    // Without SCHEMA its objects come where other unqualified names would.
    const schema = named[0] ?? builder.creationSchema()
    context.use(id, builder.ensureSchema(schema, statement.id, at), 'other', undefined)
  },
})
