import { findOther, makeOther } from '../make-other.ts'
import { readTypeName } from '../read-type-name.ts'
import { resolveSignature } from '../resolve-object.ts'
import { statementKind } from '../statement-kind.ts'

/** CREATE [OR REPLACE] TRANSFORM: kept as `for type language name`. */
export const createTransform = statementKind({
  node: 'CreateTransformStmt',
  kind: 'create-transform',
  apply(node, context) {
    const type = readTypeName(context.builder, node.type_name)
    const name = `for ${type.text} language ${node.lang ?? ''}`
    const known = node.replace === true ? findOther(context, 'transform', [name]) : undefined
    if (known !== undefined) context.effect(known, 'alter')
    const id = known ?? makeOther(context, 'transform', '', name).id
    context.use(id, type.id, 'operator', node.type_name?.location)
    for (const routine of [node.fromsql, node.tosql])
      context.use(id, resolveSignature(context, routine), 'operator', undefined)
  },
})
