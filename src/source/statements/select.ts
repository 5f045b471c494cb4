import { splitName } from '../find-uses.ts'
import { nodeAs, namesOf } from '../parse-tree.ts'
import { statementKind } from '../statement-kind.ts'
import { defineTableAs } from '../define-table-as.ts'

/** set_config('search_path', …) and setval(…) are known; any other SELECT may create things that nobody can see. */
export const select = statementKind({
  node: 'SelectStmt',
  kind: 'select',
  variants: ['select-into', 'select-set-config', 'select-setval'],
  apply(node, context) {
    const { builder } = context
    if (node.intoClause !== undefined) {
      context.statement.kind = 'select-into'
      defineTableAs(context, node.intoClause, { SelectStmt: node })
      return
    }
    const target = nodeAs(node.targetList?.[0], 'ResTarget')?.val
    const call = node.targetList?.length === 1 && node.fromClause === undefined ? nodeAs(target, 'FuncCall') : undefined
    const name = namesOf(call?.funcname).at(-1)
    const first = textOf(call?.args?.[0])
    if (name === 'set_config' && first !== undefined) {
      context.statement.kind = 'select-set-config'
      context.session()
      if (first === 'search_path') {
        const path = textOf(call?.args?.[1]) ?? ''
        builder.setSearchPath(path.trim() === '' ? [] : path.split(',').flatMap((part) => splitName(part.trim())))
      }
      return
    }
    const sequence = name === 'setval' && first !== undefined ? builder.resolveRelation(splitName(first)) : undefined
    if (sequence !== undefined) {
      context.statement.kind = 'select-setval'
      context.effect(sequence, 'data')
      return
    }
    context.unread(
      'What a query does besides reading cannot be seen: if it creates things, give a pg_dump of the result.',
    )
  },
})

function textOf(node: Parameters<typeof nodeAs>[0]): string | undefined {
  const cast = nodeAs(node, 'TypeCast')
  return cast === undefined ? nodeAs(node, 'A_Const')?.sval?.sval : textOf(cast.arg)
}
