import type { CatalogBuilder } from '../catalog/catalog-builder.ts'
import type { DraftOf, NewObject } from '../catalog/draft.ts'
import type { ReferentialAction } from '../catalog/object.ts'
import type { ObjectId } from '../catalog/statement.ts'
import { chooseForeignKeyName } from './clone-constraints.ts'
import { cloneForeignKey, cloneToReferencedPartition, partitionsOf } from './clone-foreign-key.ts'
import { endOfClause } from './define-column.ts'
import { namesOf } from './parse-tree.ts'
import { deferrabilityOf, type PendingConstraint } from './pending-constraint.ts'
import type { StatementContext } from './statement-kind.ts'
import { rangeParts } from './statement-kind.ts'

const actions: Record<string, ReferentialAction> = {
  a: 'no action',
  r: 'restrict',
  c: 'cascade',
  n: 'set null',
  d: 'set default',
}

/** Shared by the keys that set all their columns, which are nearly all. */
const all: string[] = []

export function addForeignKey(
  context: StatementContext,
  relation: DraftOf<'relation'>,
  item: PendingConstraint,
): DraftOf<'foreign-key'> | undefined {
  const { builder } = context
  const { node } = item
  const columns = item.column === undefined ? namesOf(node.fk_attrs) : [item.column]
  const referenced = builder.as(context.relation(node.pktable), 'relation')
  if (referenced === undefined) {
    const name = node.pktable === undefined ? '' : rangeParts(node.pktable).join('.')
    context.diagnostic(
      {
        code: 'unknown-relation',
        severity: 'warning',
        subject: name,
        message: `The foreign key of ${relation.schema}.${relation.name} references ${name}, which the source does not create before it.`,
        hint: 'Add the file that creates it to the source, or order the files.',
      },
      node.location,
    )
    return undefined
  }
  const referencedColumns = node.pk_attrs === undefined ? primaryKeyOf(builder, referenced.id) : namesOf(node.pk_attrs)
  const name = node.conname ?? chooseForeignKeyName(builder, relation, columns)
  const key = findReferencedKey(builder, referenced.id, referencedColumns, node.pk_attrs === undefined)
  const end = endOfClause(context, item.at, item.limit)
  const object: NewObject<'foreign-key'> = {
    kind: 'foreign-key',
    schema: relation.schema,
    name,
    of: relation.id,
    at: item.at,
    columns,
    referenced: referenced.id,
    referencedColumns,
    onDelete: actions[node.fk_del_action ?? 'a'] ?? 'no action',
    onDeleteColumns: node.fk_del_set_cols === undefined ? all : namesOf(node.fk_del_set_cols),
    onUpdate: actions[node.fk_upd_action ?? 'a'] ?? 'no action',
    match: node.fk_matchtype === 'f' ? 'full' : 'simple',
    deferrable: deferrabilityOf(item),
    validated: !(item.mayBeInvalid === true && node.skip_validation === true),
    inherited: false,
    end,
  }
  if (key !== undefined) object.referencedKey = key
  const form = formOf(context, item, end)
  if (form !== undefined) object.form = form
  const made = builder.create<'foreign-key'>(object, context.statement.id)
  builder.addDependent(referenced.id, made.id)
  context.effect(made.id, 'create', item.part ?? context.part)
  for (const partition of partitionsOf(builder, referenced)) cloneToReferencedPartition(context, made, partition)
  for (const partition of partitionsOf(builder, relation)) cloneForeignKey(context, made, partition)
  return made
}

/** NOT ENFORCED is said behind a column's key as a node of its own; of a relation's, only by what the key's node lacks. */
function formOf(
  context: StatementContext,
  { node, at, notEnforced = false }: PendingConstraint,
  end: number,
): DraftOf<'foreign-key'>['form'] {
  if (node.fk_with_period === true) return 'period'
  const maySay = node.is_enforced !== true && node.skip_validation === true
  return notEnforced || (maySay && /\bNOT\s+ENFORCED\b/i.test(context.text(at, end))) ? 'not enforced' : undefined
}

function primaryKeyOf(builder: CatalogBuilder, relation: ObjectId): string[] {
  for (const part of builder.partsOf(relation))
    if (part.kind === 'constraint' && part.form === 'primary') return [...part.columns]
  return []
}

/** The key that PostgreSQL would lean on: the primary key where no columns are named, else the first unique one over just these. */
function findReferencedKey(
  builder: CatalogBuilder,
  relation: ObjectId,
  columns: readonly string[],
  primaryOnly: boolean,
): ObjectId | undefined {
  const count = new Set(columns).size
  for (const part of builder.partsOf(relation)) {
    if (part.kind === 'constraint') {
      if (part.form !== 'primary' && (primaryOnly || part.form !== 'unique')) continue
      if (part.deferrable !== 'no') continue
    } else if (part.kind !== 'index' || !part.unique || part.partial || primaryOnly) continue
    if (part.columns.length === count && part.columns.every((column) => columns.includes(column))) return part.id
  }
  return undefined
}
