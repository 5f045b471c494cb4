import type { DraftOf } from '../catalog/draft.ts'
import type { ObjectId } from '../catalog/statement.ts'
import type { Column, Use } from '../catalog/object.ts'
import { chooseConstraintName } from '../catalog/choose-name.ts'
import { cloneIndex, cloneKey } from './clone-constraints.ts'
import { mergeColumn } from './inherit-columns.ts'
import { makeOwnedSequence } from './define-column.ts'
import type { TableLikeClause } from './parse-tree.ts'
import type { StatementContext } from './statement-kind.ts'
import { rangeParts } from './statement-kind.ts'

/** Bits of CREATE_TABLE_LIKE_* in PostgreSQL's parsenodes.h. */
const including = { constraints: 1 << 2, defaults: 1 << 3, generated: 1 << 4, identity: 1 << 5, indexes: 1 << 6 }

/** The table, view or composite type that a LIKE clause names. */
export function likeSource(context: StatementContext, like: TableLikeClause | undefined): ObjectId | undefined {
  if (like?.relation === undefined) return undefined
  return context.relation(like.relation) ?? context.builder.resolveType(rangeParts(like.relation))
}

/** LIKE: the other table's columns, with what the INCLUDING options ask for of each. */
export function copyLikeColumns(
  context: StatementContext,
  relation: DraftOf<'relation'>,
  like: TableLikeClause,
  id: ObjectId | undefined,
): void {
  const { builder } = context
  const at = context.at(like.relation?.location)
  context.use(relation.id, id, 'like', like.relation?.location)
  const source = builder.as(id, 'relation') ?? builder.as(id, 'type')
  if (source?.columns === undefined) {
    const name = like.relation?.relname ?? ''
    context.diagnostic(
      {
        code: 'unknown-columns',
        severity: 'warning',
        subject: `${relation.schema}.${relation.name}`,
        message: `The columns that ${relation.schema}.${relation.name} takes from ${name} are not known.`,
        hint: '',
      },
      like.relation?.location,
    )
    return
  }
  const options = like.options ?? 0
  for (const column of source.columns) {
    const copy: { -readonly [K in keyof Column]: Column[K] } = {
      name: column.name,
      type: column.type,
      notNull: column.notNull,
      statement: context.statement.id,
      at,
    }
    if (column.typeId !== undefined) {
      copy.typeId = column.typeId
      context.use(relation.id, column.typeId, 'column-type', like.relation?.location, { column: column.name })
    }
    if (column.collation !== undefined) {
      copy.collation = column.collation
      const isCollation = ({ to }: Use) => context.builder.objects[to]!.kind === 'other'
      for (const { to } of source.uses.filter((use) => use.column === column.name && isCollation(use)))
        context.use(relation.id, to, 'column-type', like.relation?.location, { column: column.name })
    }
    if (column.generated !== undefined ? options & including.generated : options & including.defaults) {
      if (column.default !== undefined) copy.default = column.default
      if (column.defaultKind !== undefined) copy.defaultKind = column.defaultKind
      if (column.generated !== undefined) copy.generated = column.generated
      if (column.reads !== undefined) copy.reads = column.reads
      copyDefaultUses(context, relation, source, column.name, like)
    }
    if (column.identity !== undefined && options & including.identity) {
      copy.identity = column.identity
      makeOwnedSequence(context, relation, column.name, at)
    }
    const known = relation.columns.findIndex((own) => own.name === copy.name)
    if (known === -1) relation.columns.push(copy)
    else relation.columns[known] = mergeColumn(relation.columns[known]!, copy)
  }
}

function copyDefaultUses(
  context: StatementContext,
  relation: DraftOf<'relation'>,
  source: DraftOf<'relation'> | DraftOf<'type'>,
  column: string,
  like: TableLikeClause,
): void {
  for (const use of [...source.uses])
    if (use.column === column && (use.role === 'column-default' || use.role === 'generated'))
      context.use(relation.id, use.to, use.role, like.relation?.location, { column })
}

/** LIKE … INCLUDING CONSTRAINTS, INDEXES: copied once the table has its own keys. Foreign keys never are. */
export function copyLike(
  context: StatementContext,
  relation: DraftOf<'relation'>,
  like: TableLikeClause,
  id: ObjectId | undefined,
): void {
  const { builder } = context
  const source = builder.as(id, 'relation')
  if (source === undefined) return
  const options = like.options ?? 0
  const parts = builder.partsOf(source.id)
  if (options & including.constraints)
    for (const part of parts)
      if (part.kind === 'constraint' && part.form === 'check') copyCheck(context, relation, part, like)
  if (options & including.indexes)
    for (const part of parts) {
      if (part.kind === 'index') cloneIndex(context, part, relation, false)
      else if (part.kind === 'constraint' && part.form !== 'check') cloneKey(context, part, relation, false)
    }
}

function copyCheck(
  context: StatementContext,
  relation: DraftOf<'relation'>,
  check: DraftOf<'constraint'>,
  like: TableLikeClause,
): void {
  const { builder } = context
  const isTaken = builder.findPart(relation.id, check.name, 'constraint', 'foreign-key') !== undefined
  const names = builder.names.inSchema(relation.schema)
  const made = builder.create<'constraint'>(
    {
      kind: 'constraint',
      schema: relation.schema,
      name: isTaken ? chooseConstraintName(names, relation.name, undefined, 'check') : check.name,
      of: relation.id,
      at: check.at,
      form: 'check',
      columns: [...check.columns],
      deferrable: 'no',
    },
    context.statement.id,
  )
  for (const use of check.uses) context.use(made.id, use.to, use.role, like.relation?.location)
}
