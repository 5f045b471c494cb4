import type { DraftObject } from '../../catalog/draft.ts'
import type { AlterTableCmd } from '../parse-tree.ts'
import { nodeAs } from '../parse-tree.ts'
import type { StatementContext } from '../statement-kind.ts'

/** ALTER INDEX … ATTACH PARTITION: a partition's index (or key) becomes the partitioned table's there. */
export function attachIndex(context: StatementContext, index: DraftObject, command: AlterTableCmd): void {
  const { builder } = context
  context.effect(index.id, 'alter')
  const id = context.relation(nodeAs(command.def, 'PartitionCmd')?.name)
  const part = id === undefined ? undefined : builder.objects[id]!
  if (part === undefined || (part.kind !== 'index' && part.kind !== 'constraint')) return
  context.effect(part.id, 'alter')
  part.cloneOf = index.id
  builder.addClone(index.id, part.id)
}
