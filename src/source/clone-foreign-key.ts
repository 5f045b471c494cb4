import type { CatalogBuilder } from '../catalog/catalog-builder.ts'
import type { DraftOf } from '../catalog/draft.ts'
import { chooseForeignKeyName, sameList } from './clone-constraints.ts'
import type { StatementContext } from './statement-kind.ts'

/**
 * The foreign key of a partitioned table on one of its partitions: an equal one that the partition has is merged into it,
 * else one is made, under the same name unless the partition uses that already.
 */
export function cloneForeignKey(
  context: StatementContext,
  key: DraftOf<'foreign-key'>,
  partition: DraftOf<'relation'>,
): void {
  const { builder } = context
  if (isReferencedClone(builder, key)) return
  for (const own of builder.partsOf(partition.id)) {
    if (own.kind !== 'foreign-key' || own.inherited || !isSameForeignKey(own, key)) continue
    own.inherited = true
    own.cloneOf = key.id
    builder.addClone(key.id, own.id)
    return
  }
  const made = copyForeignKey(context, key, partition, key.referenced)
  for (const child of partitionsOf(builder, partition)) cloneForeignKey(context, made, child)
}

/**
 * PostgreSQL keeps one more constraint for each partition of a referenced partitioned table. They take names, so they are
 * kept here too, as inherited ones.
 */
export function cloneToReferencedPartition(
  context: StatementContext,
  key: DraftOf<'foreign-key'>,
  partition: DraftOf<'relation'>,
): void {
  const { builder } = context
  const relation = builder.as(key.of, 'relation')!
  const made = copyForeignKey(context, key, relation, partition.id)
  for (const child of partitionsOf(builder, partition)) cloneToReferencedPartition(context, made, child)
}

/** Foreign keys onto a partitioned table, whose new partition must be known to them. */
export function cloneReferencingKeys(
  context: StatementContext,
  parent: DraftOf<'relation'>,
  partition: DraftOf<'relation'>,
): void {
  for (const key of context.builder.dependentsOf(parent.id))
    if (key.kind === 'foreign-key' && key.referenced === parent.id) cloneToReferencedPartition(context, key, partition)
}

/** It stands for a partition of the referenced table, not for one of the referencing table. */
export function isReferencedClone(builder: CatalogBuilder, key: DraftOf<'foreign-key'>): boolean {
  const original = builder.as(key.cloneOf, 'foreign-key')
  return original !== undefined && original.referenced !== key.referenced
}

export function partitionsOf(builder: CatalogBuilder, relation: DraftOf<'relation'>): DraftOf<'relation'>[] {
  return builder.childrenOf(relation.id).filter((child) => child.partitionOf === relation.id)
}

function copyForeignKey(
  context: StatementContext,
  key: DraftOf<'foreign-key'>,
  relation: DraftOf<'relation'>,
  referenced: number,
): DraftOf<'foreign-key'> {
  const { builder } = context
  const isTaken = builder.findPart(relation.id, key.name, 'foreign-key', 'constraint') !== undefined
  const { id: _id, statement: _statement, dropped: _dropped, uses: _uses, referencedKey: _key, ...rest } = key
  const made = builder.create<'foreign-key'>(
    {
      ...rest,
      schema: relation.schema,
      name: isTaken ? chooseForeignKeyName(builder, relation, key.columns) : key.name,
      of: relation.id,
      referenced,
      inherited: true,
      cloneOf: key.id,
    },
    key.statement,
  )
  builder.addDependent(referenced, made.id)
  return made
}

function isSameForeignKey(a: DraftOf<'foreign-key'>, b: DraftOf<'foreign-key'>): boolean {
  return (
    a.referenced === b.referenced &&
    sameList(a.columns, b.columns) &&
    sameList(a.referencedColumns, b.referencedColumns) &&
    a.onDelete === b.onDelete &&
    a.onUpdate === b.onUpdate &&
    a.match === b.match &&
    a.deferrable === b.deferrable &&
    a.validated
  )
}
