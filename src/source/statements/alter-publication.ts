import { publicationObjects } from '../publication-objects.ts'
import { statementKind } from '../statement-kind.ts'

/** ALTER PUBLICATION … ADD, SET, DROP: as pg_dump writes what a publication carries. */
export const alterPublication = statementKind({
  node: 'AlterPublicationStmt',
  kind: 'alter-publication',
  apply(node, context) {
    const { builder } = context
    const id = builder.resolveGlobal('publication', node.pubname ?? '')
    if (id === undefined) {
      context.unread('It alters a publication that the source has not created before.')
      return
    }
    const publication = builder.objects[id]!
    const objects = publicationObjects(context, node, ['add', 'set', 'drop'])
    const ids = new Set(objects.map((object) => object.id))
    if (node.action === 'AP_SetObjects')
      publication.uses = publication.uses.filter(({ role }) => role !== 'publication')
    if (node.action === 'AP_DropObjects') publication.uses = publication.uses.filter(({ to }) => !ids.has(to))
    // Of several items each service takes its own.
    if (objects.length < 2) context.effect(id, 'alter')
    for (const object of objects) {
      context.effect(object.id, 'other', object.part)
      if (node.action !== 'AP_DropObjects') context.use(id, object.id, 'publication', object.location)
    }
  },
})
