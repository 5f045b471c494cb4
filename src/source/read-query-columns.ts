import type { Column } from '../catalog/object.ts'
import { nameExpression } from './name-expression.ts'
import type { Node } from './parse-tree.ts'
import { nodeAs, unwrapNode } from './parse-tree.ts'
import { readTypeName } from './read-type-name.ts'
import type { StatementContext } from './statement-kind.ts'

export interface QueryColumn {
  readonly name: string
  /** 'unknown' where only PostgreSQL could tell. */
  readonly type: string
  readonly typeId?: number
}

/** The columns that a query gives; undefined where not even their names can be told (a star over a view or a sub-query). */
export function readQueryColumns(context: StatementContext, query: Node | undefined): QueryColumn[] | undefined {
  const select = nodeAs(query, 'SelectStmt')
  if (select === undefined) return undefined
  if (select.larg !== undefined) return readQueryColumns(context, { SelectStmt: select.larg })
  const first = nodeAs(select.valuesLists?.[0], 'List')?.items
  if (first !== undefined)
    return first.map((value, position) => ({ ...typeOf(context, value), name: `column${position + 1}` }))
  const sources = readSources(context, select.fromClause ?? [])
  const columns: QueryColumn[] = []
  for (const item of select.targetList ?? []) {
    const target = nodeAs(item, 'ResTarget')
    const fields = nodeAs(target?.val, 'ColumnRef')?.fields
    if (fields !== undefined && nodeAs(fields[fields.length - 1], 'A_Star') !== undefined) {
      const alias = fields.length > 1 ? nodeAs(fields[fields.length - 2], 'String')?.sval : undefined
      const wanted = alias === undefined ? sources : sources.filter((source) => source.alias === alias)
      if (wanted.length === 0 || wanted.some((source) => source.columns === undefined)) return undefined
      for (const source of wanted) columns.push(...source.columns!.map(plain))
    } else {
      const name = target?.name ?? nameExpression(target?.val) ?? '?column?'
      columns.push({ ...typeOf(context, target?.val, sources), name })
    }
  }
  return columns
}

interface QuerySource {
  readonly alias: string
  /** Undefined where they are not known. */
  readonly columns: readonly Column[] | undefined
}

function readSources(context: StatementContext, from: readonly Node[]): QuerySource[] {
  const sources: QuerySource[] = []
  for (const item of from) {
    const { name } = unwrapNode(item)
    const range = nodeAs(item, 'RangeVar')
    const join = nodeAs(item, 'JoinExpr')
    if (range !== undefined) {
      const id = context.relation(range)
      const columns = (context.builder.as(id, 'relation') ?? context.builder.as(id, 'view'))?.columns
      sources.push({ alias: range.alias?.aliasname ?? range.relname ?? '', columns })
    } else if (
      join?.larg !== undefined &&
      join.rarg !== undefined &&
      join.usingClause === undefined &&
      join.isNatural !== true
    )
      sources.push(...readSources(context, [join.larg, join.rarg]))
    else sources.push({ alias: name, columns: undefined })
  }
  return sources
}

function typeOf(
  context: StatementContext,
  node: Node | undefined,
  sources: readonly QuerySource[] = [],
): { type: string; typeId?: number } {
  const cast = nodeAs(node, 'TypeCast')
  if (cast !== undefined) {
    const { text, id } = readTypeName(context.builder, cast.typeName)
    return id === undefined ? { type: text } : { type: text, typeId: id }
  }
  const constant = nodeAs(node, 'A_Const')
  if (constant?.ival !== undefined) return { type: 'integer' }
  if (constant?.sval !== undefined) return { type: 'text' }
  if (constant?.boolval !== undefined) return { type: 'boolean' }
  const fields = nodeAs(node, 'ColumnRef')?.fields
  if (fields === undefined) return { type: 'unknown' }
  const name = nodeAs(fields[fields.length - 1], 'String')?.sval
  const alias = fields.length > 1 ? nodeAs(fields[fields.length - 2], 'String')?.sval : undefined
  for (const source of sources) {
    if (alias !== undefined && source.alias !== alias) continue
    const column = source.columns?.find((candidate) => candidate.name === name)
    if (column !== undefined) return plain(column)
  }
  return { type: 'unknown' }
}

function plain({ name, type, typeId }: Column): QueryColumn {
  return typeId === undefined ? { name, type } : { name, type, typeId }
}
