import { findOther, makeOther } from '../make-other.ts'
import { statementKind } from '../statement-kind.ts'

export const createForeignServer = statementKind({
  node: 'CreateForeignServerStmt',
  kind: 'create-server',
  apply(node, context) {
    const known = findOther(context, 'server', [node.servername ?? ''])
    if (known !== undefined && node.if_not_exists === true) return context.effect(known, 'other')
    const made = makeOther(context, 'server', '', node.servername ?? '')
    context.use(made.id, context.builder.resolveGlobal('foreign data wrapper', node.fdwname ?? ''), 'other', undefined)
  },
})
