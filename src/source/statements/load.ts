import { statementKind } from '../statement-kind.ts'

/** LOAD: every service's session loads the library. */
export const load = statementKind({
  node: 'LoadStmt',
  kind: 'load',
  apply(_node, context) {
    context.session()
  },
})
