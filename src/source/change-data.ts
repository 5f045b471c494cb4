import { findUses } from './find-uses.ts'
import type { Node, RangeVar } from './parse-tree.ts'
import type { StatementContext } from './statement-kind.ts'

/** Rows go where their relation goes. What else the statement reads or writes is an effect too, so that it can cross. */
export function changeData(context: StatementContext, range: RangeVar | undefined, node: Node): void {
  const { builder } = context
  const relation = context.relation(range)
  if (relation === undefined) {
    context.unread(`It changes rows of ${range?.relname ?? 'something'}, which the source does not create.`)
    return
  }
  context.effect(relation, 'data')
  // Uses are noted on a scratch list: the relation itself does not need what one statement reads.
  const before = builder.objects[relation]!.uses.length
  findUses(context, relation, node, { role: 'query' })
  const uses = builder.objects[relation]!.uses.splice(before)
  const others = uses.map((use) => use.to).filter((to) => to !== relation && builder.objects[to]!.kind === 'relation')
  for (const other of new Set(others)) context.effect(other, 'data')
}
