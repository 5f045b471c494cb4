import { statementKind } from '../statement-kind.ts'

/** DISCARD: ALL resets the session, TEMP drops what is temporary. */
export const discard = statementKind({
  node: 'DiscardStmt',
  kind: 'discard',
  apply(node, context) {
    context.session()
    if (node.target === 'DISCARD_ALL') context.builder.endSession()
    else if (node.target === 'DISCARD_TEMP') context.builder.dropTemporary()
  },
})
