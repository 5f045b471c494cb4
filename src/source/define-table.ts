import type { DraftOf } from '../catalog/draft.ts'
import type { ObjectId, Part } from '../catalog/statement.ts'
import { addChecks, addForeignKeys, addKeys } from './add-constraint.ts'
import type { PendingConstraint } from './pending-constraint.ts'
import { copyLike, copyLikeColumns, likeSource } from './copy-like.ts'
import { createRelation, creationPlace, isTaken } from './create-relation.ts'
import { applyColumnConstraints, defineColumn } from './define-column.ts'
import { findWord } from './find-list-items.ts'
import { adoptPartition, inheritChecks, inheritColumns, mergeColumn, useInheritedTypes } from './inherit-columns.ts'
import type { ColumnDef, CreateStmt, TableLikeClause } from './parse-tree.ts'
import { nodeAs } from './parse-tree.ts'
import { readTypeName } from './read-type-name.ts'
import type { StatementContext } from './statement-kind.ts'
import { readColumnsOf } from './walk-tree.ts'

/** CREATE [FOREIGN] TABLE in all its forms, in the order in which PostgreSQL itself makes the pieces (names depend on it). */
export function defineTable(
  context: StatementContext,
  node: CreateStmt,
  form: DraftOf<'relation'>['form'],
): DraftOf<'relation'> | undefined {
  const range = node.relation
  if (range === undefined) return undefined
  if (isTaken(context, creationPlace(context, range), node.if_not_exists)) return undefined
  const { builder } = context
  // Looked up before the table is there: it may hide one of the same name.
  const found = node.inhRelations?.map((item) => context.relation(nodeAs(item, 'RangeVar'))) ?? []
  const likes = findLikes(context, node)
  const relation = createRelation(context, range, form)
  if (node.partspec !== undefined) relation.partitionColumns = partitionColumns(node)
  const parents = joinParents(context, relation, node, found)
  for (const parent of parents) inheritColumns(relation, parent)
  if (node.ofTypename !== undefined) takeTypeColumns(context, relation, node)

  const pending: PendingConstraint[] = []
  for (const element of node.tableElts ?? []) {
    const column = nodeAs(element, 'ColumnDef')
    if (column !== undefined) {
      addOrMergeColumn(context, relation, column, pending)
      continue
    }
    const constraint = nodeAs(element, 'Constraint')
    if (constraint !== undefined) {
      const at = context.at(constraint.location)
      pending.push({ node: constraint, part: { shape: 'list-item', at }, at })
      continue
    }
    const clause = nodeAs(element, 'TableLikeClause')
    if (clause !== undefined) copyLikeColumns(context, relation, clause, likes.get(clause))
  }
  // A list that grew has room for seventeen.
  relation.columns = relation.columns.slice()

  if (parents.length > 0) inheritChecks(context, relation, parents)
  const parent = builder.as(relation.partitionOf, 'relation')
  if (parent !== undefined) adoptPartition(context, parent, relation)
  addChecks(context, relation, pending)
  addKeys(context, relation, pending)
  for (const [clause, source] of likes) copyLike(context, relation, clause, source)
  addForeignKeys(context, relation, pending)
  return relation
}

function partitionColumns(node: CreateStmt): string[] {
  const elements = (node.partspec?.partParams ?? []).map((item) => nodeAs(item, 'PartitionElem'))
  return elements.flatMap((element) => element?.name ?? readColumnsOf(element?.expr))
}

const noLikes: ReadonlyMap<TableLikeClause, ObjectId | undefined> = new Map()

/** The LIKE clauses, in order, and what each copies. */
function findLikes(context: StatementContext, node: CreateStmt): ReadonlyMap<TableLikeClause, ObjectId | undefined> {
  let likes = noLikes
  for (const element of node.tableElts ?? []) {
    const clause = nodeAs(element, 'TableLikeClause')
    if (clause !== undefined) likes = new Map([...likes, [clause, likeSource(context, clause)]])
  }
  return likes
}

function addOrMergeColumn(
  context: StatementContext,
  relation: DraftOf<'relation'>,
  node: ColumnDef,
  pending: PendingConstraint[],
): void {
  const part: Part = { shape: 'list-item', at: context.at(node.location) }
  const isNew = relation.columns.length === 0
  const known = isNew ? -1 : relation.columns.findIndex((column) => column.name === node.colname)
  if (known === -1) relation.columns.push(defineColumn(context, relation, node, part, pending))
  else if (node.typeName === undefined) {
    const column = { ...relation.columns[known]! }
    applyColumnConstraints(context, relation, node, column, pending)
    relation.columns[known] = column
  } else {
    const own = defineColumn(context, relation, node, part, pending)
    relation.columns[known] = mergeColumn(relation.columns[known]!, own)
  }
}

function joinParents(
  context: StatementContext,
  relation: DraftOf<'relation'>,
  node: CreateStmt,
  found: readonly (ObjectId | undefined)[],
): DraftOf<'relation'>[] {
  const parents: DraftOf<'relation'>[] = []
  const isPartition = node.partbound !== undefined
  for (const [position, item] of (node.inhRelations ?? []).entries()) {
    const range = nodeAs(item, 'RangeVar')
    const parent = context.builder.as(found[position], 'relation')
    if (parent === undefined) {
      context.diagnostic(
        {
          code: 'unknown-relation',
          severity: 'warning',
          subject: range?.relname ?? '',
          message: `${relation.schema}.${relation.name} inherits from ${range?.relname ?? ''}, which the source does not create before it.`,
          hint: 'Add the file that creates it to the source, or order the files.',
        },
        range?.location,
      )
      continue
    }
    parents.push(parent)
    context.builder.addChild(parent.id, relation.id)
    if (isPartition) {
      relation.partitionOf = parent.id
      context.use(relation.id, parent.id, 'partition-of', range?.location)
    } else {
      relation.inherits.push(parent.id)
      const { bytes } = context.file
      const at = findWord(bytes, context.at(node.relation?.location), context.statement.end, 'inherits')
      const part: { part?: Part } = at === undefined ? {} : { part: { shape: 'clause', at } }
      context.use(relation.id, parent.id, 'inherits', range?.location, part)
      useInheritedTypes(context, relation, parent.columns)
    }
  }
  return parents
}

/** CREATE TABLE … OF type: the type's attributes are the columns. */
function takeTypeColumns(context: StatementContext, relation: DraftOf<'relation'>, node: CreateStmt): void {
  const { id } = readTypeName(context.builder, node.ofTypename)
  context.use(relation.id, id, 'column-type', node.ofTypename?.location)
  const columns = context.builder.as(id, 'type')?.columns ?? []
  relation.columns.push(...columns)
  useInheritedTypes(context, relation, columns)
}
