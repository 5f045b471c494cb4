import { nodeAs } from '../parse-tree.ts'
import { statementKind } from '../statement-kind.ts'

/** SET and RESET: every service's session has them; search_path decides what names mean. */
export const setVariable = statementKind({
  node: 'VariableSetStmt',
  kind: 'set',
  apply(node, context) {
    context.session()
    const { builder } = context
    if (node.kind === 'VAR_RESET_ALL') builder.setSearchPath(undefined)
    if (node.name !== 'search_path') return
    if (node.kind !== 'VAR_SET_VALUE') builder.setSearchPath(undefined)
    else
      builder.setSearchPath(
        (node.args ?? []).map((argument) => nodeAs(argument, 'A_Const')?.sval?.sval ?? ''),
        node.is_local === true,
      )
  },
})
