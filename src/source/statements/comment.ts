import { resolveObject } from '../resolve-object.ts'
import { qualifiedNames } from '../resolve-object.ts'
import { statementKind } from '../statement-kind.ts'

/** COMMENT ON anything: it goes, or is cut, with what it is about. */
export const comment = statementKind({
  node: 'CommentStmt',
  kind: 'comment',
  apply(node, context) {
    if (node.objtype === 'OBJECT_ROLE' || node.objtype === 'OBJECT_TABLESPACE') {
      context.role()
      return
    }
    const id = resolveObject(context, node.objtype, node.object)
    if (id !== undefined) context.effect(id, 'comment')
    else context.unread(`It is about ${node.object === undefined ? 'something' : qualifiedNames(node.object).join('.')}, which the source does not create.`) // prettier-ignore
  },
})
