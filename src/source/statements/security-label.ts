import { resolveObject } from '../resolve-object.ts'
import { statementKind } from '../statement-kind.ts'

export const securityLabel = statementKind({
  node: 'SecLabelStmt',
  kind: 'security-label',
  apply(node, context) {
    const id = resolveObject(context, node.objtype, node.object)
    if (id !== undefined) context.effect(id, 'other')
    else context.unread('It is about something that the source does not create.')
  },
})
