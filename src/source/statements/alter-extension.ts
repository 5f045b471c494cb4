import { alterKnown, findOther } from '../make-other.ts'
import { statementKind } from '../statement-kind.ts'

/** ALTER EXTENSION … UPDATE. */
export const alterExtension = statementKind({
  node: 'AlterExtensionStmt',
  kind: 'alter-extension',
  apply(node, context) {
    alterKnown(context, findOther(context, 'extension', [node.extname ?? '']), 'an extension')
  },
})
