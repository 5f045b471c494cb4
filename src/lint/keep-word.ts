import { objectsOf, type Catalog } from '../catalog/catalog.ts'
import { nameKey } from '../core/identifier.ts'
import { describeKey } from '../plan/contracts/find-contracts.ts'
import type { PlannedReference, SplitPlan } from '../plan/split-plan.ts'

/**
 * Whether all services still tell each other what they told: the same references mean the same, and their keys have the same values.
 * Most changes of a schema leave it so, and then there is nothing to compare contract by contract.
 */
export function keepsWord(
  before: Pick<SplitPlan, 'contracts' | 'references'>,
  now: readonly PlannedReference[],
  catalog: Catalog,
): boolean {
  if (before.references.length !== now.length) return false
  if (!before.references.every((reference, at) => promise(reference) === promise(now[at]!))) return false
  const relations = new Map(objectsOf(catalog, 'relation').map((each) => [nameKey(each.schema, each.name), each]))
  return before.contracts.every(({ schema, relation: name, columns }) => {
    const relation = relations.get(nameKey(schema, name))
    if (relation === undefined) return false
    const names = columns.map((column) => column.name)
    return JSON.stringify(describeKey(catalog, relation, names)) === JSON.stringify(columns)
  })
}

/** All of a reference that contracts follow from. */
function promise({
  id,
  referencing,
  referenced,
  onDelete,
  onDeleteColumns,
  onUpdate,
  guard,
  ...reactions
}: PlannedReference): string {
  // prettier-ignore
  const chosen = [guard, reactions.delete?.reaction, reactions.update?.reaction]
  return JSON.stringify([id, ends(referencing), ends(referenced), onDelete, onDeleteColumns, onUpdate, chosen])
}

function ends({ service, schema, relation, columns }: PlannedReference['referencing']): readonly unknown[] {
  return [service, schema, relation, columns]
}
