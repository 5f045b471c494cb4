import { statementKind } from '../statement-kind.ts'

/** COPY … FROM: rows go where their relation goes. COPY … TO changes nothing. */
export const copy = statementKind({
  node: 'CopyStmt',
  kind: 'copy',
  apply(node, context) {
    if (node.is_from !== true) {
      context.unread('It reads rows out and changes nothing.')
      return
    }
    const relation = context.relation(node.relation)
    if (relation === undefined)
      context.unread(`It fills ${node.relation?.relname ?? 'something'}, which the source does not create.`) // prettier-ignore
    else context.effect(relation, 'data')
  },
})
