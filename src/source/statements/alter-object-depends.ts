import { alterKnown } from '../make-other.ts'
import { resolveObject, resolvePart } from '../resolve-object.ts'
import { namesOf, nodeAs } from '../parse-tree.ts'
import { statementKind } from '../statement-kind.ts'

/** ALTER … [NO] DEPENDS ON EXTENSION. */
export const alterObjectDepends = statementKind({
  node: 'AlterObjectDependsStmt',
  kind: 'alter-depends-on-extension',
  apply(node, context) {
    const { builder } = context
    const of = context.relation(node.relation)
    const part = namesOf(nodeAs(node.object, 'List')?.items).at(-1)
    const id =
      of === undefined
        ? resolveObject(context, node.objectType, node.object)
        : node.objectType === 'OBJECT_TRIGGER'
          ? resolvePart(context, node.objectType, of, part ?? '')
          : of
    const altered = alterKnown(context, id, 'something')
    if (altered !== undefined)
      context.use(altered, builder.resolveGlobal('extension', node.extname?.sval ?? ''), 'other', undefined)
  },
})
