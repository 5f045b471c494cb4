import { alterKnown, findOther } from '../make-other.ts'
import { resolveObject } from '../resolve-object.ts'
import { statementKind } from '../statement-kind.ts'

/** ALTER EXTENSION … ADD, DROP an object: belongs to both. */
export const alterExtensionContents = statementKind({
  node: 'AlterExtensionContentsStmt',
  kind: 'alter-extension-contents',
  apply(node, context) {
    const id = alterKnown(context, findOther(context, 'extension', [node.extname ?? '']), 'an extension')
    const member = resolveObject(context, node.objtype, node.object)
    if (id !== undefined && member !== undefined) context.effect(member, 'other')
  },
})
