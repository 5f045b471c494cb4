import { publicationObjects } from '../publication-objects.ts'
import { statementKind } from '../statement-kind.ts'

/** CREATE PUBLICATION: the publication goes to each service that it carries relations of, with those relations. */
export const createPublication = statementKind({
  node: 'CreatePublicationStmt',
  kind: 'create-publication',
  apply(node, context) {
    const { builder, statement } = context
    const name = node.pubname ?? ''
    const at = statement.textStart
    const made = builder.create<'publication'>({ kind: 'publication', schema: '', name, at }, statement.id)
    context.effect(made.id, 'create')
    for (const { id, location, part } of publicationObjects(context, node, ['for'])) {
      context.use(made.id, id, 'publication', location, part === undefined ? {} : { part })
      if (part !== undefined) context.effect(id, 'other', part)
    }
  },
})
