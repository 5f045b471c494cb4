import { makeOther } from '../make-other.ts'
import { statementKind } from '../statement-kind.ts'
import { mappingName } from '../user-mapping.ts'

export const createUserMapping = statementKind({
  node: 'CreateUserMappingStmt',
  kind: 'create-user-mapping',
  apply(node, context) {
    const made = makeOther(context, 'user mapping', '', mappingName(context, node.user, node.servername))
    context.use(made.id, context.builder.resolveGlobal('server', node.servername ?? ''), 'other', undefined)
  },
})
