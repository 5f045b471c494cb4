import type { Part } from '../catalog/statement.ts'
import { findListItems, findNextToken } from './find-list-items.ts'
import type { Node } from './parse-tree.ts'
import { nodeAs } from './parse-tree.ts'
import type { StatementContext } from './statement-kind.ts'

/** TRUNCATE, LOCK [TABLE]: each relation of the list is a part of its own. False: none is known. */
export function touchRelations(context: StatementContext, relations: readonly Node[]): boolean {
  const starts = relations.length > 1 ? itemStarts(context) : []
  for (const [position, item] of relations.entries()) {
    const id = context.relation(nodeAs(item, 'RangeVar'))
    const at = starts[position]
    const part: Part | undefined = at === undefined ? undefined : { shape: 'list-item', at }
    if (id !== undefined) context.effect(id, 'data', part)
  }
  return context.statement.effects.length > 0
}

function itemStarts(context: StatementContext): number[] {
  const { bytes } = context.file
  const { textStart, end } = context.statement
  const second = findNextToken(bytes, textStart, end)
  const isTable = /^table\b/i.test(bytes.toString('latin1', second, second + 6))
  return findListItems(bytes, isTable ? findNextToken(bytes, second, end) : second, end)
}
