import type { DraftOf } from '../catalog/draft.ts'
import type { Node } from './parse-tree.ts'
import { namesOf } from './parse-tree.ts'
import { readQueryColumns } from './read-query-columns.ts'
import type { StatementContext } from './statement-kind.ts'

/** The columns of a view, as far as the text tells them; `names` rename the first of them. */
export function defineViewColumns(
  context: StatementContext,
  view: DraftOf<'view'>,
  query: Node | undefined,
  names: readonly Node[] | undefined,
): void {
  const given = namesOf(names)
  const columns = readQueryColumns(context, query)
  if (columns === undefined) {
    delete view.columns
    return
  }
  view.columns = columns.map((column, position) => ({
    ...column,
    name: given[position] ?? column.name,
    notNull: false,
    statement: view.statement,
    at: view.at,
  }))
}
