import { setOwnedBy } from '../own-sequence.ts'
import { rangeParts, statementKind } from '../statement-kind.ts'

export const alterSequence = statementKind({
  node: 'AlterSeqStmt',
  kind: 'alter-sequence',
  apply(node, context) {
    const sequence = context.builder.as(context.relation(node.sequence), 'sequence')
    if (sequence === undefined) {
      const name = node.sequence === undefined ? '' : rangeParts(node.sequence).join('.')
      context.unread(`It alters the sequence ${name}, which the source has not created before.`)
      return
    }
    context.effect(sequence.id, 'alter')
    setOwnedBy(context, sequence, node.options)
  },
})
