import type { Node } from '../parse-tree.ts'
import { qualifiedNames, resolveObject } from '../resolve-object.ts'
import { statementKind, type StatementContext } from '../statement-kind.ts'

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
    if (id !== undefined) {
      context.effect(id, 'comment')
      if (node.objtype === 'OBJECT_COLUMN') commentColumn(context, id, node.object, node.comment)
      else remember(context.builder.objects[id]!, node.comment)
    } else context.unread(`It is about ${node.object === undefined ? 'something' : qualifiedNames(node.object).join('.')}, which the source does not create.`) // prettier-ignore
  },
})

function commentColumn(context: StatementContext, id: number, named: Node | undefined, text: string | undefined): void {
  const { builder } = context
  const columns = (builder.as(id, 'relation') ?? builder.as(id, 'view'))?.columns
  const name = named === undefined ? undefined : qualifiedNames(named).at(-1)
  const column = columns?.find((candidate) => candidate.name === name)
  if (column !== undefined) remember(column, text)
}

/** IS NULL and IS '' take a comment away. */
function remember(about: { comment?: string }, text: string | undefined): void {
  if (text === undefined || text === '') delete about.comment
  else about.comment = text
}
