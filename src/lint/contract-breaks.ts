import { quoteColumns } from '../core/identifier.ts'
import type { ContractColumn, KeyContract } from '../plan/contracts/key-contract.ts'
import { eventOf } from '../plan/contracts/key-contract.ts'
import { baseOf } from '../plan/contracts/value-schema.ts'
import type { PlannedReference, ReferenceEnd, SplitPlan } from '../plan/split-plan.ts'
import { compareActions } from './compare-actions.ts'
import type { ContractBreak } from './contract-break.ts'

/** What services told each other at an earlier time. */
export interface EarlierContracts {
  /** Where they stand: a file, or a revision. */
  readonly from: string
  readonly contracts: readonly KeyContract[]
  readonly references: readonly PlannedReference[]
}

type Now = Pick<SplitPlan, 'contracts' | 'references' | 'obligations'>

/** A reference that was there and is. */
interface Kept {
  readonly past: PlannedReference
  readonly now: PlannedReference
}

/** Both ways: what is sent today must be understood by the receivers of then, and what was sent then by those of today. */
export function findBreaks(before: EarlierContracts, now: Now): ContractBreak[] {
  const today = new Map(now.references.map((reference) => [endText(reference.referencing), reference]))
  const contracts = new Map(now.contracts.map((contract) => [contract.aggregate, contract]))
  // Who does not refer any more has left by itself.
  const kept = new Map<string, Kept>()
  for (const then of before.references) {
    const reference = today.get(endText(then.referencing))
    if (reference?.guard && then.guard !== null) kept.set(then.id, { past: then, now: reference })
  }
  return [
    ...before.contracts.flatMap((contract) => {
      const current = contracts.get(contract.aggregate)
      const replaced = contract.references.flatMap((id) => kept.get(id)?.now ?? [])[0]
      return [
        ...(replaced === undefined ? [] : compareTelling(contract, current, replaced)),
        ...(current === undefined ? [] : compareColumns(contract, current)),
      ]
    }),
    ...[...kept.values()].filter(isSameKey).flatMap((each) => compareActions(each.past, each.now)),
  ]
}

/** Over another key its actions are other promises. */
function isSameKey({ past, now }: Kept): boolean {
  return past.referenced.schema === now.referenced.schema && past.referenced.relation === now.referenced.relation
}

/** Whether what was told and answered still is. */
function compareTelling(then: KeyContract, now: KeyContract | undefined, { id }: PlannedReference): ContractBreak[] {
  const { aggregate, service, receivers, askers } = then
  const breaks: ContractBreak[] = []
  // That a key changes is no longer told where it no longer may: that is about its action.
  const stillTold = now?.events ?? []
  const gone = then.events.filter(
    (type) => !stillTold.includes(type) && !(stillTold.length > 0 && eventOf(type) === 'key-changed'),
  )
  if (gone.length > 0 && receivers.length > 0)
    breaks.push({
      subject: `${aggregate} events`,
      service,
      breaks: receivers,
      message: `${gone.join(', ')} ${gone.length === 1 ? 'is' : 'are'} not told any more, which breaks ${listed(receivers)}`,
      hint: 'Keep telling the old types beside the new ones until every receiver has moved.',
      reference: id,
    })
  if (askers.length > 0 && (now?.askers ?? []).length === 0)
    breaks.push({
      subject: `${aggregate} existence`,
      service,
      breaks: askers,
      message: `which keys ${aggregate} exist is not answered any more, which breaks ${listed(askers)}`,
      hint: 'Keep answering until nobody asks.',
      reference: id,
    })
  return breaks
}

function compareColumns(then: KeyContract, now: KeyContract): ContractBreak[] {
  const breaks = [...new Set([...then.receivers, ...then.askers])].sort()
  const reference = now.references[0]
  if (breaks.length === 0 || reference === undefined) return []
  return then.columns.flatMap((column): ContractBreak[] => {
    const other = now.columns.find(({ name }) => name === column.name)
    if (other !== undefined && takesTheSame(column, other)) return []
    const key = quoteColumns({ schema: now.schema, name: now.relation }, [column.name])
    return [
      {
        subject: `${now.aggregate}(${column.name})`,
        service: now.service,
        breaks,
        message: `${key} was ${described(column)} and is ${other === undefined ? 'no part of the key' : described(other)}: what one side sends the other does not take, which breaks ${listed(breaks)}`,
        hint: 'Add a key of the new type beside it, move the references, then drop the old one.',
        reference,
      },
    ]
  })
}

/** Whether every value of each is one of the other, written and compared alike. */
function takesTheSame(one: ContractColumn, other: ContractColumn): boolean {
  const unlimited = (type: string) => (baseOf(type) === 'character varying' ? 'text' : baseOf(type))
  return (
    unlimited(one.type) === unlimited(other.type) &&
    one.collation === other.collation &&
    JSON.stringify(sorted(one.value)) === JSON.stringify(sorted(other.value))
  )
}

/** The order of labels is no part of what is sent. */
function sorted({ enum: labels, ...rest }: ContractColumn['value']): unknown {
  return [labels === undefined ? null : [...labels].sort(), rest.type, rest.minimum, rest.maximum, rest.maxLength, rest.pattern] // prettier-ignore
}

function described({ type, collation, value }: ContractColumn): string {
  const labels = value.enum === undefined ? '' : ` (${value.enum.join(', ')})`
  return `${type}${labels}${collation === undefined ? '' : ` COLLATE ${collation}`}`
}

function listed(services: readonly string[]): string {
  return services.join(' and ')
}

function endText({ schema, relation, columns }: ReferenceEnd): string {
  return quoteColumns({ schema, name: relation }, columns)
}
