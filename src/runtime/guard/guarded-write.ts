import type {
  AliasNode,
  InsertQueryNode,
  OperationNode,
  RootOperationNode,
  SelectionNode,
  TableNode,
  UpdateQueryNode,
} from 'kysely'
import type { ReferenceGuard } from './reference-guard.ts'

/** A write that guards look at: what it is to give back beside what it gives back itself. */
export interface GuardedWrite {
  readonly guards: readonly ReferenceGuard[]
  /** Columns of the relation that the guards look at. */
  readonly columns: readonly string[]
  readonly query: InsertQueryNode | UpdateQueryNode
}

/** A write to a guarded relation in a form that guards cannot see through. Nothing was written. */
export class UnguardedWrite extends Error {
  override readonly name = 'UnguardedWrite'

  constructor({ relation, constraint }: ReferenceGuard, form: string) {
    super(
      `${form} to ${relation.join('.')} would bypass the guard of ${constraint}: write it as an INSERT or UPDATE of its own`,
    )
  }
}

/** Names under which a guarded write gives back the columns that guards look at. */
export function returnedName(at: number): string {
  return `fountain_split_${at + 1}`
}

/** Undefined: no guard has to look. Throws `UnguardedWrite` where one would have to, and cannot. */
export function findGuardedWrite(
  query: RootOperationNode,
  guards: readonly ReferenceGuard[],
): GuardedWrite | undefined {
  if (query.kind === 'MergeQueryNode') refuseForm(query, guards, 'a MERGE')
  const nested = 'with' in query ? (query.with?.expressions ?? []) : []
  for (const { expression } of nested) refuseForm(expression, guards, 'a WITH that writes')
  if (query.kind !== 'InsertQueryNode' && query.kind !== 'UpdateQueryNode') return undefined
  const looking = guardsOf(query, guards)
  if (looking.length === 0) return undefined
  if (query.explain !== undefined) {
    if (query.explain.options !== undefined) throw new UnguardedWrite(looking[0]!, 'an EXPLAIN that runs')
    return undefined
  }
  const columns = [...new Set(looking.flatMap((guard) => guard.columns.map(({ from }) => from)))]
  return { guards: looking, columns, query: returning(query, columns) }
}

function refuseForm(node: OperationNode, guards: readonly ReferenceGuard[], form: string): void {
  const [guard] = guardsOf(node, guards)
  if (guard !== undefined) throw new UnguardedWrite(guard, form)
}

/** Those of the relation that is written; of an UPDATE, those only whose columns it sets. */
function guardsOf(node: OperationNode, guards: readonly ReferenceGuard[]): readonly ReferenceGuard[] {
  const table = writtenTable(node)
  if (table === undefined) return []
  const { schema, identifier } = table.table
  const isIt = ([ofSchema, name]: readonly [string, string]) =>
    name === identifier.name && (schema === undefined || schema.name === ofSchema)
  const own = guards.filter(({ relation, partitions = [] }) => [relation, ...partitions].some(isIt))
  if (node.kind !== 'UpdateQueryNode') return own
  const set = (node as UpdateQueryNode).updates?.map(({ column }) => columnName(column)) ?? []
  // What is set by an expression may be any column.
  return set.includes(undefined) ? own : own.filter(({ columns }) => columns.some(({ from }) => set.includes(from)))
}

function writtenTable(node: OperationNode): TableNode | undefined {
  const { into, table } = node as { into?: OperationNode; table?: OperationNode }
  const isWrite = ['InsertQueryNode', 'UpdateQueryNode', 'MergeQueryNode'].includes(node.kind)
  const target = isWrite ? (into ?? table) : undefined
  const named = target?.kind === 'AliasNode' ? (target as AliasNode).node : target
  return named?.kind === 'TableNode' ? (named as TableNode) : undefined
}

function columnName(node: OperationNode): string | undefined {
  if (node.kind === 'ReferenceNode') return columnName((node as unknown as { column: OperationNode }).column)
  return node.kind === 'ColumnNode' ? (node as unknown as { column: { name: string } }).column.name : undefined
}

/** Gives back the columns, too, as they are once the row is written: after defaults, triggers and ON CONFLICT. */
function returning<Query extends InsertQueryNode | UpdateQueryNode>(query: Query, columns: readonly string[]): Query {
  const table = nameInQuery(query)
  const added = columns.map((name, at): SelectionNode => {
    const column = { kind: 'ColumnNode', column: identifier(name) } as const
    const reference = { kind: 'ReferenceNode', column, table } as const
    const text = { kind: 'RawNode', sqlFragments: ['', '::text'], parameters: [reference] } as const
    return { kind: 'SelectionNode', selection: { kind: 'AliasNode', node: text, alias: identifier(returnedName(at)) } }
  })
  const selections = [...(query.returning?.selections ?? []), ...added]
  return { ...query, returning: { kind: 'ReturningNode', selections } }
}

function nameInQuery(query: InsertQueryNode | UpdateQueryNode): TableNode {
  const target = query.kind === 'InsertQueryNode' ? query.into : query.table
  if (target?.kind !== 'AliasNode') return target as TableNode
  const { alias } = target as AliasNode
  return {
    kind: 'TableNode',
    table: { kind: 'SchemableIdentifierNode', identifier: alias as ReturnType<typeof identifier> },
  }
}

function identifier(name: string) {
  return { kind: 'IdentifierNode', name } as const
}
