import { alterKnown, findOther } from '../make-other.ts'
import { statementKind } from '../statement-kind.ts'
import { mappingName } from '../user-mapping.ts'

export const alterUserMapping = statementKind({
  node: 'AlterUserMappingStmt',
  kind: 'alter-user-mapping',
  apply(node, context) {
    const name = mappingName(context, node.user, node.servername)
    alterKnown(context, findOther(context, 'user mapping', [name]), 'a user mapping')
  },
})
