import { statementKind } from '../statement-kind.ts'

/** SET CONSTRAINTS ALL: every service's transaction. Of named ones, those that cross may be gone. */
export const setConstraints = statementKind({
  node: 'ConstraintsSetStmt',
  kind: 'set-constraints',
  apply(node, context) {
    if (node.constraints === undefined) context.session()
    else
      context.unread(
        'It names constraints for one transaction, of which some may be cut: with SET CONSTRAINTS ALL it would go to every service.',
      )
  },
})
