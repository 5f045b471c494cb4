import { chooseRelationName } from '../catalog/choose-name.ts'
import type { DraftOf } from '../catalog/draft.ts'
import type { Column } from '../catalog/object.ts'
import type { Part } from '../catalog/statement.ts'
import { quoteLiteral, quoteQualified } from '../core/identifier.ts'
import { serialTypes } from './builtin-types.ts'
import { defaultKindOf, defaultText, generatedText } from './column-expression.ts'
import { findItemEnd, findLastTokenEnd } from './find-list-items.ts'
import { findUses } from './find-uses.ts'
import { useCollation, writtenCollation } from './use-collation.ts'
import type { ColumnDef, Constraint } from './parse-tree.ts'
import { namesOf, nodeAs } from './parse-tree.ts'
import type { PendingConstraint } from './pending-constraint.ts'
import { readTypeName } from './read-type-name.ts'
import type { StatementContext } from './statement-kind.ts'
import { readColumnsOf } from './walk-tree.ts'

type Mutable<T> = { -readonly [K in keyof T]: T[K] }

/**
 * Makes a column of its definition; what its constraints ask of the table as a whole is put on `pending`. `part` is what
 * to cut should the column go.
 */
export function defineColumn(
  context: StatementContext,
  relation: DraftOf<'relation'>,
  node: ColumnDef,
  part: Part | undefined,
  pending: PendingConstraint[],
): Column {
  const name = node.colname ?? ''
  const column: Mutable<Column> = {
    name,
    type: '',
    notNull: false,
    statement: context.statement.id,
    at: context.at(node.location),
  }
  const types = node.typeName?.names
  const serial = types?.length === 1 ? serialTypes.get(nodeAs(types[0], 'String')?.sval ?? '') : undefined
  if (serial !== undefined) {
    column.type = serial
    makeSerial(context, relation, column, node)
  } else if (node.typeName !== undefined) {
    const type = readTypeName(context.builder, node.typeName)
    column.type = type.text
    if (type.id !== undefined) {
      column.typeId = type.id
      context.use(relation.id, type.id, 'column-type', node.typeName.location, more(part, name))
    }
  }
  const collation = writtenCollation(node.collClause)
  if (collation !== undefined) column.collation = collation
  useCollation(context, relation.id, node.collClause, 'column-type', more(part, name))
  applyColumnConstraints(context, relation, node, column, pending)
  return column
}

/** The constraints inside a column definition; also those of `column WITH OPTIONS` of partitions and typed tables. */
export function applyColumnConstraints(
  context: StatementContext,
  relation: DraftOf<'relation'>,
  node: ColumnDef,
  column: Mutable<Column>,
  pending: PendingConstraint[],
): void {
  const constraints = node.constraints
  if (constraints === undefined) return
  let last: PendingConstraint | undefined
  for (let position = 0; position < constraints.length; position++) {
    const constraint = nodeAs(constraints[position], 'Constraint')
    if (constraint === undefined) continue
    if (constraint.contype === 'CONSTR_NOTNULL') {
      column.notNull = true
      continue
    }
    const at = context.at(constraint.location)
    const part: Part = { shape: 'column-constraint', at }
    switch (constraint.contype) {
      case 'CONSTR_DEFAULT':
        column.default = defaultText(context, at, clauseEnd(context, node, position, at))
        column.defaultKind = defaultKindOf(constraint.raw_expr)
        findUses(context, relation.id, constraint.raw_expr, { role: 'column-default', part, column: column.name })
        break
      case 'CONSTR_GENERATED':
        column.generated = constraint.generated_kind === 'v' ? 'virtual' : 'stored'
        column.default = generatedText(context, at)
        column.reads = readColumnsOf(constraint.raw_expr)
        findUses(context, relation.id, constraint.raw_expr, { role: 'generated', part, column: column.name })
        break
      case 'CONSTR_IDENTITY':
        makeIdentity(context, relation, column, constraint)
        break
      case 'CONSTR_CHECK':
      case 'CONSTR_PRIMARY':
      case 'CONSTR_UNIQUE':
      case 'CONSTR_FOREIGN':
        last = { node: constraint, column: column.name, part, at, limit: clauseLimit(context, node, position) }
        pending.push(last)
        break
      case 'CONSTR_ATTR_DEFERRABLE':
        if (last !== undefined) last.deferrable = true
        break
      case 'CONSTR_ATTR_NOT_ENFORCED':
        if (last !== undefined) last.notEnforced = true
        break
      case 'CONSTR_ATTR_DEFERRED':
        if (last !== undefined) last.deferrable = last.deferred = true
        break
    }
  }
}

/** A sequence that the column owns, as serial and identity make it; its name as PostgreSQL chooses it. */
export function makeOwnedSequence(
  context: StatementContext,
  relation: DraftOf<'relation'>,
  column: string,
  at: number,
  given?: { schema: string; name: string },
): DraftOf<'sequence'> {
  const names = context.builder.names.inSchema(relation.schema)
  const name = given?.name ?? chooseRelationName(names, relation.name, column, 'seq', false)
  return context.builder.create<'sequence'>(
    {
      kind: 'sequence',
      schema: given?.schema ?? relation.schema,
      name,
      of: relation.id,
      at,
      ownedBy: { relation: relation.id, column },
    },
    context.statement.id,
  )
}

function makeSerial(
  context: StatementContext,
  relation: DraftOf<'relation'>,
  column: Mutable<Column>,
  node: ColumnDef,
): void {
  const sequence = makeOwnedSequence(context, relation, column.name, column.at)
  column.notNull = true
  column.defaultKind = 'sequence'
  column.default = `nextval(${quoteLiteral(quoteQualified(sequence))}::regclass)`
  context.use(relation.id, sequence.id, 'column-default', node.location, { column: column.name })
}

export function makeIdentity(
  context: StatementContext,
  relation: DraftOf<'relation'>,
  column: Mutable<Column>,
  constraint: Constraint,
): void {
  column.identity = constraint.generated_when === 'a' ? 'always' : 'by default'
  column.notNull = true
  const option = constraint.options
    ?.map((node) => nodeAs(node, 'DefElem'))
    .find((candidate) => candidate?.defname === 'sequence_name')
  const parts = namesOf(nodeAs(option?.arg, 'List')?.items)
  const name = parts[parts.length - 1]
  const given = name === undefined ? undefined : { schema: parts[parts.length - 2] ?? relation.schema, name }
  makeOwnedSequence(context, relation, column.name, context.at(constraint.location), given)
}

function more(part: Part | undefined, column: string): { column: string; part?: Part } {
  return part === undefined ? { column } : { column, part }
}

/** Where the next clause of the column definition begins; undefined for the last one. Attributes belong to theirs. */
function clauseLimit(context: StatementContext, node: ColumnDef, position: number): number | undefined {
  let limit: number | undefined
  for (let after = position + 1; after < node.constraints!.length; after++) {
    const next = nodeAs(node.constraints![after], 'Constraint')
    if (next?.contype?.startsWith('CONSTR_ATTR')) continue
    limit = context.at(next?.location)
    break
  }
  const collate = node.collClause === undefined ? undefined : context.at(node.collClause.location)
  const at = context.at(nodeAs(node.constraints![position], 'Constraint')?.location)
  return collate !== undefined && collate > at && (limit === undefined || collate < limit) ? collate : limit
}

function clauseEnd(context: StatementContext, node: ColumnDef, position: number, at: number): number {
  return endOfClause(context, at, clauseLimit(context, node, position))
}

/** The end of a clause that begins at `at` and reaches to `limit`, or to the end of its list item. */
export function endOfClause(context: StatementContext, at: number, limit: number | undefined): number {
  const bytes = context.file.bytes
  return limit === undefined ? findItemEnd(bytes, at, context.statement.end) : findLastTokenEnd(bytes, at, limit)
}
