import { resolveObject } from '../resolve-object.ts'
import { setOwner } from '../set-owner.ts'
import { statementKind } from '../statement-kind.ts'

export const alterOwner = statementKind({
  node: 'AlterOwnerStmt',
  kind: 'alter-owner',
  apply(node, context) {
    if (node.objectType === 'OBJECT_DATABASE' || node.objectType === 'OBJECT_TABLESPACE') {
      context.unread('It belongs to the cluster, not to a schema.')
      return
    }
    const id =
      node.relation === undefined
        ? resolveObject(context, node.objectType, node.object)
        : context.relation(node.relation)
    if (id === undefined) context.unread('It gives an owner to something that the source has not created before.')
    else setOwner(context, id, node.newowner)
  },
})
