import { objectsOf, type Catalog } from '../catalog/catalog.ts'
import { nameKey } from '../core/identifier.ts'
import { describeKey } from '../plan/contracts/find-contracts.ts'
import type { ContractColumn } from '../plan/contracts/key-contract.ts'
import type { PlannedReference } from '../plan/split-plan.ts'

/** What all contracts follow from. */
export interface Word {
  readonly references: readonly PlannedReference[]
  /** By reference: the columns of its key, as other services see them. */
  readonly keys: readonly (readonly ContractColumn[])[]
}

export function wordOf(references: readonly PlannedReference[], catalog: Catalog): Word {
  const relations = new Map(objectsOf(catalog, 'relation').map((each) => [nameKey(each.schema, each.name), each]))
  const keys = references.map(({ referenced: { schema, relation, columns } }) =>
    describeKey(catalog, relations.get(nameKey(schema, relation))!, columns),
  )
  return { references, keys }
}

/**
 * Whether all services still tell each other what they told: the same references mean the same, and their keys have the same values.
 * Most changes of a schema leave it so, and then there is nothing to compare contract by contract.
 */
export function keepsWord(before: Word, now: Word): boolean {
  if (before.references.length !== now.references.length) return false
  return before.references.every(
    (reference, at) =>
      promise(reference) === promise(now.references[at]!) &&
      JSON.stringify(before.keys[at]) === JSON.stringify(now.keys[at]),
  )
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
