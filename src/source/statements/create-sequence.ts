import { createdOrTaken } from '../create-relation.ts'
import { setOwnedBy } from '../own-sequence.ts'
import { statementKind } from '../statement-kind.ts'

export const createSequence = statementKind({
  node: 'CreateSeqStmt',
  kind: 'create-sequence',
  apply(node, context) {
    const range = node.sequence
    if (range === undefined) return
    const place = createdOrTaken(context, range, node.if_not_exists)
    if (place === undefined) return
    const at = context.at(range.location)
    const sequence = context.builder.create<'sequence'>({ kind: 'sequence', ...place, at }, context.statement.id)
    context.effect(sequence.id, 'create')
    setOwnedBy(context, sequence, node.options)
  },
})
