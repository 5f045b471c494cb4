import type { DraftOf } from '../../catalog/draft.ts'
import { dropObject } from '../../catalog/drop-object.ts'
import { isReferencedClone } from '../clone-foreign-key.ts'
import { adoptPartition, attachColumns, detachColumns, inheritChecks } from '../inherit-columns.ts'
import type { AlterTableType } from '../parse-tree.ts'
import { nodeAs } from '../parse-tree.ts'
import { readTypeName } from '../read-type-name.ts'
import type { AlterCommand, ApplyAlterCommand } from './alter-command.ts'

/** Sub-commands that put relations under others and take them away. */
export const alterInheritance: Partial<Record<AlterTableType, ApplyAlterCommand>> = {
  AT_AttachPartition(alter) {
    const { context, relation } = alter
    const { builder } = context
    const range = nodeAs(alter.command.def, 'PartitionCmd')?.name
    const partition = builder.as(context.relation(range), 'relation')
    context.effect(relation.id, 'alter')
    if (partition === undefined) return unknownRelation(alter, range?.relname)
    context.effect(partition.id, 'alter')
    partition.partitionOf = relation.id
    builder.addChild(relation.id, partition.id)
    context.use(partition.id, relation.id, 'partition-of', range?.location, { part: alter.usePart })
    attachColumns(partition, relation)
    inheritChecks(context, partition, [relation])
    adoptPartition(context, relation, partition)
  },
  AT_DetachPartition(alter) {
    const { context, relation } = alter
    const range = nodeAs(alter.command.def, 'PartitionCmd')?.name
    const partition = context.builder.as(context.relation(range), 'relation')
    context.effect(relation.id, 'alter')
    if (partition === undefined) return unknownRelation(alter, range?.relname)
    context.effect(partition.id, 'alter')
    delete partition.partitionOf
    leaveParent(alter, relation, partition)
  },
  AT_AddInherit(alter) {
    const { context, relation } = alter
    const range = nodeAs(alter.command.def, 'RangeVar')
    const parent = context.builder.as(context.relation(range), 'relation')
    context.effect(relation.id, 'alter')
    if (parent === undefined) return unknownRelation(alter, range?.relname)
    context.effect(parent.id, 'other')
    relation.inherits.push(parent.id)
    context.builder.addChild(parent.id, relation.id)
    context.use(relation.id, parent.id, 'inherits', range?.location, { part: alter.usePart })
    attachColumns(relation, parent)
    inheritChecks(context, relation, [parent])
  },
  AT_DropInherit(alter) {
    const { context, relation } = alter
    const range = nodeAs(alter.command.def, 'RangeVar')
    const parent = context.builder.as(context.relation(range), 'relation')
    context.effect(relation.id, 'alter')
    if (parent === undefined) return unknownRelation(alter, range?.relname)
    context.effect(parent.id, 'other')
    relation.inherits = relation.inherits.filter((id) => id !== parent.id)
    leaveParent(alter, parent, relation)
  },
  AT_AddOf({ command, context, relation, usePart }) {
    context.effect(relation.id, 'alter')
    const type = nodeAs(command.def, 'TypeName')
    context.use(relation.id, readTypeName(context.builder, type).id, 'column-type', type?.location, { part: usePart })
  },
}

function unknownRelation({ context, relation }: AlterCommand, name: string | undefined): void {
  context.diagnostic({
    code: 'unknown-relation',
    severity: 'warning',
    subject: name ?? '',
    message: `${relation.schema}.${relation.name} is joined with ${name ?? ''}, which the source does not create before.`,
    hint: 'Add the file that creates it to the source, or order the files.',
  })
}

/** What came from the parent stays as the relation's own; PostgreSQL drops only its keys onto the partition. */
function leaveParent({ context }: AlterCommand, parent: DraftOf<'relation'>, relation: DraftOf<'relation'>): void {
  const { builder } = context
  builder.removeChild(parent.id, relation.id)
  builder.retireUses(
    relation,
    (use) => use.to === parent.id && (use.role === 'inherits' || use.role === 'partition-of'),
  )
  detachColumns(relation)
  for (const part of builder.partsOf(relation.id)) {
    if (part.kind !== 'constraint' && part.kind !== 'foreign-key' && part.kind !== 'index') continue
    const original = part.cloneOf === undefined ? undefined : builder.objects[part.cloneOf]
    if (original === undefined || original.of !== parent.id) continue
    delete part.cloneOf
    if (part.kind === 'foreign-key') part.inherited = false
  }
  for (const key of builder.dependentsOf(relation.id))
    if (key.kind === 'foreign-key' && key.referenced === relation.id && isReferencedClone(builder, key))
      dropObject(builder, key.id, false)
}
