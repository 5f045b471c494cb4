// The parser's own node types, for this room only; none of them leaves it.
import type { Node } from 'libpg-query'

export type {
  AlterTableCmd,
  AlterTableStmt,
  AlterTableType,
  AlterObjectSchemaStmt,
  AlterOwnerStmt,
  AlterSeqStmt,
  ColumnDef,
  Constraint,
  CreateForeignTableStmt,
  CreateSchemaStmt,
  CreateSeqStmt,
  CreateStmt,
  CreateTableAsStmt,
  DefElem,
  DropStmt,
  IndexElem,
  IndexStmt,
  List,
  Node,
  ObjectType,
  ObjectWithArgs,
  PartitionCmd,
  RangeVar,
  RenameStmt,
  RoleSpec,
  SelectStmt,
  TableLikeClause,
  TypeName,
  VariableSetStmt,
} from 'libpg-query'

type NodeMember<N> = N extends unknown ? keyof N : never
/** `CreateStmt`, `ColumnRef`, … */
export type NodeName = NodeMember<Node>
type Lookup<N, K extends PropertyKey> = N extends Record<K, infer V> ? V : never
/** What stands under a node's name. */
export type NodeOf<K extends NodeName> = Lookup<Node, K>

/** The node's content where it is of this name. */
export function nodeAs<K extends NodeName>(node: Node | undefined, name: K): NodeOf<K> | undefined {
  return (node as Partial<Record<NodeName, unknown>> | undefined)?.[name] as NodeOf<K> | undefined
}

/** The one name and content of a node. */
export function unwrapNode(node: Node): { name: NodeName; value: unknown } {
  for (const name in node) return { name: name as NodeName, value: (node as Record<string, unknown>)[name] }
  throw new Error('a parse tree node without content')
}

/** The texts of a list of String nodes: qualified names, column lists. */
export function namesOf(nodes: readonly Node[] | undefined): string[] {
  return nodes === undefined ? [] : nodes.map((node) => nodeAs(node, 'String')?.sval ?? '')
}
