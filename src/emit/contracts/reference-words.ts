import { quoteColumns, quoteName, quoteQualified } from '../../core/identifier.ts'
import type { ReferentialEvent } from '../../plan/obligation.ts'
import type { PlannedReference, ReferenceEnd } from '../../plan/split-plan.ts'
import type { DocumentedKey } from './service-contracts.ts'

/** `people.person(id)`. */
export function keyInWords({ schema, relation, columns }: DocumentedKey): string {
  const names = columns.map(({ name }) => name)
  return quoteColumns({ schema, name: relation }, names)
}

/** `basket_owner_fkey, shop.basket(owner) of service shop`. */
export function constraintInWords({ constraint, referencing, implied }: PlannedReference): string {
  const name = implied ? 'a confirmed reference' : quoteName(constraint)
  return `${name}, ${endInWords(referencing)} of service ${referencing.service}`
}

function endInWords({ schema, relation, columns }: ReferenceEnd): string {
  return quoteColumns({ schema, name: relation }, columns)
}

/** What the action does to the rows that name the key, when it is told: a sentence. */
export function actionInWords(reference: PlannedReference, on: ReferentialEvent): string {
  const { referencing, onDelete, onUpdate, onDeleteColumns } = reference
  const action = on === 'delete' ? onDelete : onUpdate
  const relation = quoteQualified({ schema: referencing.schema, name: referencing.relation })
  const rows = `rows of ${relation} that name it`
  const columns = on === 'delete' && onDeleteColumns.length > 0 ? onDeleteColumns : referencing.columns
  const names = columns.map(quoteName).join(', ')
  const clause = `ON ${on.toUpperCase()} ${action.toUpperCase()}`
  switch (action) {
    case 'cascade':
      return `${clause}: ${rows} ${on === 'delete' ? 'are deleted' : 'follow to the new key'}.`
    case 'set null':
      return `${clause}: ${names} of ${rows} become${columns.length === 1 ? 's' : ''} NULL.`
    case 'set default':
      return `${clause}: ${names} of ${rows} take${columns.length === 1 ? 's its default' : ' their defaults'}.`
    default:
      return `${clause}: it is told only once no row of ${relation} names it.`
  }
}

/** What a vote on the end of a key, or on its change, hangs on: a sentence. */
export function voteInWords(reference: PlannedReference, on: ReferentialEvent): string {
  const { referencing, onDelete, onUpdate } = reference
  const action = on === 'delete' ? onDelete : onUpdate
  if (action !== 'restrict' && action !== 'no action') return actionInWords(reference, on)
  const relation = quoteQualified({ schema: referencing.schema, name: referencing.relation })
  return `ON ${on.toUpperCase()} ${action.toUpperCase()}: it stays while a row of ${relation} names it.`
}
