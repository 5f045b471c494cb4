import { setSchema as moveToSchema } from '../../catalog/rename-object.ts'
import { resolveObject } from '../resolve-object.ts'
import { statementKind } from '../statement-kind.ts'

export const setSchema = statementKind({
  node: 'AlterObjectSchemaStmt',
  kind: 'set-schema',
  apply(node, context) {
    const id =
      node.relation === undefined
        ? resolveObject(context, node.objectType, node.object)
        : context.relation(node.relation)
    if (id === undefined) {
      context.unread('It moves something that the source has not created before.')
      return
    }
    context.effect(id, 'alter')
    const object = context.builder.objects[id]!
    // What was created elsewhere needs that schema on the way.
    context.use(id, context.builder.names.schemaIds.get(object.schema), 'other', undefined)
    // An extension's own schema is no part of its name.
    if (object.kind !== 'extension') moveToSchema(context.builder, id, node.newschema ?? '', context.statement.id)
  },
})
