import { statementKind } from '../statement-kind.ts'

/** BEGIN, COMMIT and the like. */
export const transaction = statementKind({
  node: 'TransactionStmt',
  kind: 'transaction',
  apply(node, context) {
    context.session()
    if (node.kind === 'TRANS_STMT_COMMIT' || node.kind === 'TRANS_STMT_ROLLBACK') context.builder.endTransaction()
  },
})
