import type { DraftOf } from '../catalog/draft.ts'
import { createdOrTaken, createRelation } from './create-relation.ts'
import { findUses } from './find-uses.ts'
import type { Node } from './parse-tree.ts'
import { namesOf } from './parse-tree.ts'
import type { NodeOf } from './parse-tree.ts'
import { readQueryColumns } from './read-query-columns.ts'
import type { StatementContext } from './statement-kind.ts'

/** CREATE TABLE AS, SELECT INTO: a table whose columns are those of a query, as far as they can be told from the text. */
export function defineTableAs(
  context: StatementContext,
  into: NodeOf<'IntoClause'>,
  query: Node | undefined,
  ifNotExists?: boolean,
): DraftOf<'relation'> | undefined {
  const range = into.rel
  if (range === undefined || createdOrTaken(context, range, ifNotExists) === undefined) return undefined
  const columns = readQueryColumns(context, query)
  const relation = createRelation(context, range, 'ordinary')
  findUses(context, relation.id, query, { role: 'query' })
  const names = namesOf(into.colNames)
  const at = context.at(range.location)
  for (const [position, column] of (columns ?? names.map((name) => ({ name, type: 'unknown' }))).entries()) {
    relation.columns.push({
      ...column,
      name: names[position] ?? column.name,
      notNull: false,
      statement: context.statement.id,
      at,
    })
    if ('typeId' in column)
      context.use(relation.id, column.typeId, 'column-type', range.location, { column: names[position] ?? column.name })
  }
  if (columns === undefined || relation.columns.some((column) => column.type === 'unknown'))
    context.diagnostic({
      code: 'unknown-columns',
      severity: 'info',
      subject: `${relation.schema}.${relation.name}`,
      message: `The columns of ${relation.schema}.${relation.name} come from a query: only PostgreSQL knows all their types.`,
      hint: 'A pg_dump of the loaded database has them.',
    })
  return relation
}
