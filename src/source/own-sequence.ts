import type { DraftOf } from '../catalog/draft.ts'
import type { Part } from '../catalog/statement.ts'
import type { Node } from './parse-tree.ts'
import { namesOf, nodeAs } from './parse-tree.ts'
import type { StatementContext } from './statement-kind.ts'

/** OWNED BY relation.column, or NONE, among the options of a sequence. */
export function setOwnedBy(
  context: StatementContext,
  sequence: DraftOf<'sequence'>,
  options: readonly Node[] | undefined,
): void {
  for (const node of options ?? []) {
    const option = nodeAs(node, 'DefElem')
    if (option?.defname !== 'owned_by') continue
    const { builder } = context
    const names = namesOf(nodeAs(option.arg, 'List')?.items)
    if (sequence.of !== undefined) builder.removePart(sequence.of, sequence.id)
    delete sequence.of
    delete sequence.ownedBy
    sequence.uses = sequence.uses.filter((use) => use.role !== 'owned-by')
    const relation = names.length < 2 ? undefined : builder.as(builder.resolveRelation(names.slice(0, -1)), 'relation')
    if (relation === undefined) return
    const column = names[names.length - 1]!
    sequence.of = relation.id
    sequence.ownedBy = { relation: relation.id, column }
    builder.addPart(relation.id, sequence.id)
    const part: Part = { shape: 'clause', at: context.at(option.location) }
    context.use(sequence.id, relation.id, 'owned-by', option.location, { part })
  }
}
