import type { Part } from '../../catalog/statement.ts'
import { findListItems, findNextToken } from '../find-list-items.ts'
import { nodeAs } from '../parse-tree.ts'
import { statementKind } from '../statement-kind.ts'

export const truncate = statementKind({
  node: 'TruncateStmt',
  kind: 'truncate',
  apply(node, context) {
    const relations = node.relations ?? []
    const { textStart, end } = context.statement
    const starts = relations.length > 1 ? findListItems(context.file.bytes, findNextToken(context.file.bytes, textStart, end), end) : [] // prettier-ignore
    for (const [position, item] of relations.entries()) {
      const id = context.relation(nodeAs(item, 'RangeVar'))
      const at = starts[position]
      const part: Part | undefined = at === undefined ? undefined : { shape: 'list-item', at }
      if (id !== undefined) context.effect(id, 'data', part)
    }
    if (context.statement.effects.length === 0) context.unread('It empties relations that the source does not create.')
  },
})
