import { makeOther } from '../make-other.ts'
import { readTypeName } from '../read-type-name.ts'
import { resolveSignature } from '../resolve-object.ts'
import { statementKind } from '../statement-kind.ts'

export const createCast = statementKind({
  node: 'CreateCastStmt',
  kind: 'create-cast',
  apply(node, context) {
    const { builder } = context
    const source = readTypeName(builder, node.sourcetype)
    const target = readTypeName(builder, node.targettype)
    const name = `(${source.text} as ${target.text})`
    const made = makeOther(context, 'cast', '', name)
    context.use(made.id, source.id, 'operator', node.sourcetype?.location)
    context.use(made.id, target.id, 'operator', node.targettype?.location)
    context.use(made.id, resolveSignature(context, node.func), 'operator', undefined)
  },
})
