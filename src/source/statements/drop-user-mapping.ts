import { dropObject } from '../../catalog/drop-object.ts'
import { findOther } from '../make-other.ts'
import { statementKind } from '../statement-kind.ts'
import { mappingName } from '../user-mapping.ts'

export const dropUserMapping = statementKind({
  node: 'DropUserMappingStmt',
  kind: 'drop-user-mapping',
  apply(node, context) {
    const id = findOther(context, 'user mapping', [mappingName(context, node.user, node.servername)])
    if (id === undefined) return context.unread('It drops a user mapping that the source has not created before.')
    context.effect(id, 'drop')
    dropObject(context.builder, id, false)
  },
})
