import { quoteColumns, quoteName, quoteQualified } from '../core/identifier.ts'
import type { PlannedReference } from '../plan/split-plan.ts'
import type { ContractBreak } from './contract-break.ts'

const events = ['delete', 'update'] as const

type Event = (typeof events)[number]

/**
 * What another action means, and to whom: refusing what was let through breaks those who delete or change keys, in the referenced
 * service; acting on rows where that was refused, or acting otherwise, breaks those who have the rows.
 */
export function compareActions(then: PlannedReference, now: PlannedReference): ContractBreak[] {
  return events.flatMap((on): ContractBreak[] => {
    const [before, after] = [strictness(then, on), strictness(now, on)]
    if (after > before) return [refusing(then, now, on)]
    if (after === 0 && effect(then, on) !== effect(now, on)) return [acting(then, now, on)]
    return []
  })
}

/** 0: it is let through, and acts. Then: refused once the statement, or the transaction, is over; at once; whoever refers. */
function strictness(reference: PlannedReference, on: Event): 0 | 1 | 2 | 3 {
  if (reference[on]?.reaction === 'refuse') return 3
  const action = on === 'delete' ? reference.onDelete : reference.onUpdate
  return action === 'restrict' ? 2 : action === 'no action' ? 1 : 0
}

function effect(reference: PlannedReference, on: Event): string {
  if (on === 'update') return reference.onUpdate
  const columns = reference.onDeleteColumns.map(quoteName).sort().join(', ')
  return `${reference.onDelete}${columns === '' ? '' : ` (${columns})`}`
}

function said(reference: PlannedReference, on: Event): string {
  const clause = `ON ${on.toUpperCase()} ${effect(reference, on).toUpperCase()}`
  return reference[on]?.reaction === 'refuse' ? `${clause}, refused for every key` : clause
}

function refusing(then: PlannedReference, now: PlannedReference, on: Event): ContractBreak {
  const { service, schema, relation } = now.referenced
  return {
    subject: `${nameOf(now)} on ${on}`,
    service: now.referencing.service,
    breaks: [service],
    message: `${nameOf(now)}: ${said(then, on)} became ${said(now, on)}, which breaks those who ${on === 'delete' ? 'delete rows' : 'change keys'} of ${quoteQualified({ schema, name: relation })} in ${service}: what went through is refused`,
    hint: `Agree with ${service} first: its callers must handle the refusal before the constraint makes it.`,
    reference: now.id,
  }
}

function acting(then: PlannedReference, now: PlannedReference, on: Event): ContractBreak {
  const { service, schema, relation } = now.referencing
  const what = strictness(then, on) > 0 ? 'rows that stood in the way are now changed by it' : 'their rows become something else' // prettier-ignore
  return {
    subject: `${nameOf(now)} on ${on}`,
    service,
    breaks: [service],
    message: `${nameOf(now)}: ${said(then, on)} became ${said(now, on)}, which breaks those who have rows of ${quoteQualified({ schema, name: relation })} in ${service}: ${what}`,
    hint: `Everything in ${service} that counts on these rows must know of it first.`,
    reference: now.id,
  }
}

/** As other rules name it. */
function nameOf({ referencing, referenced }: PlannedReference): string {
  const from = quoteColumns({ schema: referencing.schema, name: referencing.relation }, referencing.columns)
  return `${from} -> ${quoteQualified({ schema: referenced.schema, name: referenced.relation })}`
}
