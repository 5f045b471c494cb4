import {
  chooseConstraintName,
  chooseRelationName,
  distinctColumnNames,
  joinColumnNames,
} from '../catalog/choose-name.ts'
import type { CatalogBuilder } from '../catalog/catalog-builder.ts'
import type { DraftOf } from '../catalog/draft.ts'
import type { Constraint } from '../catalog/object.ts'
import type { ObjectId } from '../catalog/statement.ts'
import type { Node } from './parse-tree.ts'
import { readColumnsOf } from './walk-tree.ts'
import { setNotNull } from './edit-columns.ts'
import type { StatementContext } from './statement-kind.ts'

/** Names inside an index where they are not just its columns: expressions, INCLUDE. By the index or its constraint. */
const innerNames = new WeakMap<object, readonly string[]>()

export function rememberInnerNames(index: DraftOf<'constraint'> | DraftOf<'index'>, names: readonly string[]): void {
  if (!sameList(names, index.columns)) innerNames.set(index, names)
}

function innerNamesOf(index: DraftOf<'constraint'> | DraftOf<'index'>): readonly string[] {
  return innerNames.get(index) ?? index.columns
}

/** Columns in expressions, in the predicate and in INCLUDE of an index: it goes with each of them. */
export function rememberReadColumns(
  builder: CatalogBuilder,
  index: ObjectId,
  expressions: readonly (Node | undefined)[],
  included: readonly string[],
): void {
  const columns = [...included, ...expressions.flatMap((expression) => readColumnsOf(expression))]
  if (columns.length > 0) builder.readColumns.set(index, columns)
}

/** ChooseIndexName() for the index of a constraint. */
export function chooseKeyName(
  builder: CatalogBuilder,
  relation: DraftOf<'relation'>,
  form: Constraint['form'],
  columns: readonly string[],
): string {
  const names = builder.names.inSchema(relation.schema)
  if (form === 'primary') return chooseRelationName(names, relation.name, undefined, 'pkey', true)
  const joined = joinColumnNames(distinctColumnNames(columns))
  return chooseRelationName(names, relation.name, joined, form === 'exclude' ? 'excl' : 'key', true)
}

/** ChooseIndexName() for a plain index. */
export function chooseIndexName(
  builder: CatalogBuilder,
  relation: Pick<DraftOf<'relation'>, 'schema' | 'name'>,
  columns: readonly string[],
): string {
  const names = builder.names.inSchema(relation.schema)
  return chooseRelationName(names, relation.name, joinColumnNames(distinctColumnNames(columns)), 'idx', false)
}

/** All that a new or newly attached partition takes over from the partitioned table, in PostgreSQL's order. */
export function cloneToPartition(
  context: StatementContext,
  parent: DraftOf<'relation'>,
  partition: DraftOf<'relation'>,
): void {
  const parts = context.builder.partsOf(parent.id)
  for (const part of parts) {
    if (part.kind === 'constraint' && part.form !== 'check') cloneKey(context, part, partition)
    else if (part.kind === 'index') cloneIndex(context, part, partition)
  }
}

/** PRIMARY KEY, UNIQUE, EXCLUDE of a partitioned table: an equal one of the partition is taken, else one is made. */
export function cloneKey(
  context: StatementContext,
  key: DraftOf<'constraint'>,
  partition: DraftOf<'relation'>,
  asClone = true,
): void {
  const { builder } = context
  if (asClone)
    for (const own of builder.partsOf(partition.id)) {
      if (own.kind !== 'constraint' || own.form !== key.form || own.cloneOf !== undefined) continue
      if (!sameList(innerNamesOf(own), innerNamesOf(key)) || own.deferrable !== key.deferrable) continue
      own.cloneOf = key.id
      builder.addClone(key.id, own.id)
      return
    }
  const made = builder.create<'constraint'>(
    {
      kind: 'constraint',
      schema: partition.schema,
      name: chooseKeyName(builder, partition, key.form, innerNamesOf(key)),
      of: partition.id,
      at: key.at,
      form: key.form,
      columns: [...key.columns],
      deferrable: key.deferrable,
      ...(key.nullsNotDistinct === true ? { nullsNotDistinct: true } : {}),
      ...(asClone ? { cloneOf: key.id } : {}),
    },
    context.statement.id,
  )
  rememberInnerNames(made, innerNamesOf(key))
  copyReadColumns(builder, key.id, made.id)
  if (key.form === 'primary') for (const column of key.columns) setNotNull(builder, partition, column, true)
  for (const child of builder.childrenOf(partition.id))
    if (child.partitionOf === partition.id) cloneKey(context, made, child)
}

export function cloneIndex(
  context: StatementContext,
  index: DraftOf<'index'>,
  partition: DraftOf<'relation'>,
  asClone = true,
): void {
  const { builder } = context
  if (asClone)
    for (const own of builder.partsOf(partition.id)) {
      if ((own.kind !== 'index' && own.kind !== 'constraint') || own.cloneOf !== undefined) continue
      if (!sameList(innerNamesOf(own), innerNamesOf(index))) continue
      if (own.kind === 'index' ? own.unique !== index.unique || own.partial !== index.partial : !index.unique) continue
      own.cloneOf = index.id
      builder.addClone(index.id, own.id)
      return
    }
  const made = builder.create<'index'>(
    {
      kind: 'index',
      schema: partition.schema,
      name: chooseIndexName(builder, partition, innerNamesOf(index)),
      of: partition.id,
      at: index.at,
      unique: index.unique,
      columns: [...index.columns],
      partial: index.partial,
      ...(index.nullsNotDistinct === true ? { nullsNotDistinct: true } : {}),
      ...(asClone ? { cloneOf: index.id } : {}),
    },
    context.statement.id,
  )
  rememberInnerNames(made, innerNamesOf(index))
  copyReadColumns(builder, index.id, made.id)
  for (const child of builder.childrenOf(partition.id))
    if (child.partitionOf === partition.id) cloneIndex(context, made, child)
}

/** A CHECK goes to all that inherit, under its name; one of that name that is there already becomes the same. */
export function cloneCheck(context: StatementContext, check: DraftOf<'constraint'>, child: DraftOf<'relation'>): void {
  const { builder } = context
  const own = builder.findPart(child.id, check.name, 'constraint')
  if (own !== undefined) {
    if (own.cloneOf === undefined) builder.ownChecks.add(own.id)
    own.cloneOf ??= check.id
    builder.addClone(check.id, own.id)
    return
  }
  const made = builder.create<'constraint'>(
    {
      kind: 'constraint',
      schema: child.schema,
      name: check.name,
      of: child.id,
      at: check.at,
      form: 'check',
      columns: [...check.columns],
      deferrable: 'no',
      ...(check.unvalidated === true ? { unvalidated: true } : {}),
      cloneOf: check.id,
    },
    context.statement.id,
  )
  for (const grandchild of builder.childrenOf(child.id)) cloneCheck(context, made, grandchild)
}

function copyReadColumns(builder: CatalogBuilder, from: ObjectId, to: ObjectId): void {
  const columns = builder.readColumns.get(from)
  if (columns !== undefined) builder.readColumns.set(to, columns)
}

export function sameList(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((item, position) => item === b[position])
}

/** ChooseConstraintName() for a foreign key over these columns. */
export function chooseForeignKeyName(
  builder: CatalogBuilder,
  relation: DraftOf<'relation'>,
  columns: readonly string[],
): string {
  return chooseConstraintName(builder.names.inSchema(relation.schema), relation.name, joinColumnNames(columns), 'fkey')
}
