import { findListItems, findNextToken, findWord } from '../find-list-items.ts'
import { nodeAs } from '../parse-tree.ts'
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
    const objects = node.pubobjects ?? []
    const { bytes } = context.file
    const keyword = findWord(bytes, at, statement.end, 'for')
    const first = keyword === undefined ? undefined : findNextToken(bytes, findNextToken(bytes, keyword, statement.end), statement.end) // prettier-ignore
    const starts = first === undefined || objects.length < 2 ? [] : findListItems(bytes, first, statement.end)
    context.effect(made.id, 'create')
    for (const [position, object] of objects.entries()) {
      const range = nodeAs(object, 'PublicationObjSpec')?.pubtable?.relation
      const relation = context.relation(range)
      if (relation === undefined) continue
      const item = starts[position]
      const part = item === undefined ? undefined : ({ shape: 'list-item', at: item } as const)
      context.use(made.id, relation, 'publication', range?.location, part === undefined ? {} : { part })
      if (part !== undefined) context.effect(relation, 'other', part)
    }
  },
})
