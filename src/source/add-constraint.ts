import { chooseConstraintName } from '../catalog/choose-name.ts'
import type { DraftOf, NewObject } from '../catalog/draft.ts'
import { addForeignKey } from './add-foreign-key.ts'
import { chooseKeyName, cloneCheck, cloneKey, rememberInnerNames, rememberReadColumns } from './clone-constraints.ts'
import { setNotNull } from './edit-columns.ts'
import { findUses } from './find-uses.ts'
import { nameExpression } from './name-expression.ts'
import type { Constraint as ConstraintNode } from './parse-tree.ts'
import { namesOf, nodeAs } from './parse-tree.ts'
import { deferrabilityOf, type PendingConstraint } from './pending-constraint.ts'
import type { StatementContext } from './statement-kind.ts'
import { readColumnsOf } from './walk-tree.ts'

export function addChecks(
  context: StatementContext,
  relation: DraftOf<'relation'>,
  pending: readonly PendingConstraint[],
): void {
  let taken: Set<string> | undefined
  for (const item of pending)
    if (item.node.contype === 'CONSTR_CHECK') addCheck(context, relation, item, (taken ??= new Set()))
}

export function addForeignKeys(
  context: StatementContext,
  relation: DraftOf<'relation'>,
  pending: readonly PendingConstraint[],
): void {
  for (const item of pending) if (item.node.contype === 'CONSTR_FOREIGN') addForeignKey(context, relation, item)
}

/** Primary key first, then the others as written; one that repeats another is dropped as PostgreSQL does. */
export function addKeys(
  context: StatementContext,
  relation: DraftOf<'relation'>,
  pending: readonly PendingConstraint[],
): void {
  const keys = pending.length === 0 ? pending : pending.filter((item) => isKey(item.node))
  if (keys.length === 0) return
  const ordered = [
    ...keys.filter((item) => item.node.contype === 'CONSTR_PRIMARY'),
    ...keys.filter((item) => item.node.contype !== 'CONSTR_PRIMARY'),
  ]
  const kept: PendingConstraint[] = []
  for (const item of ordered) {
    const place = kept.findIndex((other) => isSameKey(other, item))
    const twin = kept[place]
    const { conname } = item.node
    if (twin === undefined) kept.push(item)
    // The node itself is the parser's, which may use it again.
    else if (twin.node.conname === undefined && conname !== undefined) kept[place] = { ...twin, node: { ...twin.node, conname } } // prettier-ignore
  }
  for (const item of kept) addKey(context, relation, item)
}

export function isKey(node: ConstraintNode): boolean {
  const type = node.contype
  return type === 'CONSTR_PRIMARY' || type === 'CONSTR_UNIQUE' || type === 'CONSTR_EXCLUSION'
}

function isSameKey(a: PendingConstraint, b: PendingConstraint): boolean {
  return (
    withoutPlaces(a.node.exclusions) === withoutPlaces(b.node.exclusions) &&
    withoutPlaces(a.node.where_clause) === withoutPlaces(b.node.where_clause) &&
    a.node.access_method === b.node.access_method &&
    keyColumns(a).join('\0') === keyColumns(b).join('\0') &&
    namesOf(a.node.including).join('\0') === namesOf(b.node.including).join('\0') &&
    deferrabilityOf(a) === deferrabilityOf(b) &&
    a.node.nulls_not_distinct === b.node.nulls_not_distinct
  )
}

function withoutPlaces(node: unknown): string {
  return node === undefined
    ? ''
    : JSON.stringify(node, (key, value: unknown) => (key === 'location' ? undefined : value))
}

function keyColumns(item: PendingConstraint): string[] {
  if (item.node.contype === 'CONSTR_EXCLUSION')
    return (item.node.exclusions ?? []).map((pair) => nodeAs(nodeAs(pair, 'List')?.items?.[0], 'IndexElem')?.name ?? '')
  return item.column === undefined ? namesOf(item.node.keys) : [item.column]
}

/** What stands for each column in a default name; expressions have names too. */
function keyColumnNames(item: PendingConstraint): string[] {
  const including = namesOf(item.node.including)
  if (item.node.contype !== 'CONSTR_EXCLUSION') return [...keyColumns(item), ...including]
  const names = (item.node.exclusions ?? []).map((pair) => {
    const element = nodeAs(nodeAs(pair, 'List')?.items?.[0], 'IndexElem')
    return element?.name ?? nameExpression(element?.expr) ?? 'expr'
  })
  return [...names, ...including]
}

export function addKey(
  context: StatementContext,
  relation: DraftOf<'relation'>,
  item: PendingConstraint,
): DraftOf<'constraint'> {
  const { builder } = context
  const columns = keyColumns(item)
  const form = keyForm(item.node)
  const name = item.node.conname ?? chooseKeyName(builder, relation, form, keyColumnNames(item))
  const object: NewObject<'constraint'> = {
    kind: 'constraint',
    schema: relation.schema,
    name,
    of: relation.id,
    at: item.at,
    form,
    columns,
    deferrable: deferrabilityOf(item),
  }
  if (item.node.nulls_not_distinct === true) object.nullsNotDistinct = true
  const made = builder.create<'constraint'>(object, context.statement.id)
  rememberInnerNames(made, keyColumnNames(item))
  context.effect(made.id, 'create', item.part ?? context.part)
  if (form === 'primary') for (const column of columns) setNotNull(builder, relation, column, true)
  if (form === 'exclude')
    for (const pair of item.node.exclusions ?? [])
      findUses(context, made.id, pair, { role: 'index', part: item.usePart ?? item.part })
  if (item.node.where_clause !== undefined)
    findUses(context, made.id, item.node.where_clause, { role: 'index', part: item.usePart ?? item.part })
  const expressions = form === 'exclude' ? [...(item.node.exclusions ?? []), item.node.where_clause] : []
  rememberReadColumns(builder, made.id, expressions, namesOf(item.node.including))
  if (item.only === true) return made
  for (const child of builder.childrenOf(relation.id))
    if (child.partitionOf === relation.id) cloneKey(context, made, child)
  return made
}

function keyForm(node: ConstraintNode): 'primary' | 'unique' | 'exclude' {
  if (node.contype === 'CONSTR_PRIMARY') return 'primary'
  return node.contype === 'CONSTR_UNIQUE' ? 'unique' : 'exclude'
}

export function addCheck(
  context: StatementContext,
  relation: DraftOf<'relation'>,
  item: PendingConstraint,
  taken: Set<string> = new Set(),
): void {
  const { builder } = context
  const columns = readColumnsOf(item.node.raw_expr)
  const names = builder.names.inSchema(relation.schema)
  const name =
    item.node.conname ??
    chooseConstraintName(names, relation.name, columns.length === 1 ? columns[0] : undefined, 'check', taken)
  taken.add(name)
  const inherited = builder.findPart(relation.id, name, 'constraint')
  if (inherited?.form === 'check' && inherited.cloneOf !== undefined) {
    // The same check as the parent's: PostgreSQL merges the two into one constraint.
    builder.ownChecks.add(inherited.id)
    context.effect(inherited.id, 'create', item.part ?? context.part)
    return
  }
  const made = builder.create<'constraint'>(
    {
      kind: 'constraint',
      schema: relation.schema,
      name,
      of: relation.id,
      at: item.at,
      form: 'check',
      columns,
      deferrable: 'no',
      ...(item.mayBeInvalid === true && item.node.skip_validation === true ? { unvalidated: true } : {}),
    },
    context.statement.id,
  )
  context.effect(made.id, 'create', item.part ?? context.part)
  findUses(context, made.id, item.node.raw_expr, { role: 'check', part: item.usePart ?? item.part })
  if (item.node.is_no_inherit !== true)
    for (const child of builder.childrenOf(relation.id)) cloneCheck(context, made, child)
}
