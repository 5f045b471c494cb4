import { groupBy } from '../core/group.ts'
import { quoteColumns, quoteName } from '../core/identifier.ts'
import { sortByText } from '../core/order.ts'
import type { Evidence } from '../core/diagnostic.ts'
import type { Coupling, CouplingKind } from '../coupling/coupling.ts'
import { countForeignKeys } from '../plan/count-foreign-keys.ts'
import type {
  PlannedForeignKey,
  PlannedReaction,
  PlannedReference,
  ReferenceEnd,
  SplitPlan,
} from '../plan/split-plan.ts'
import { tierWords } from '../plan/tier-words.ts'
import { count } from './terminal-text.ts'
import { whyNotReplaced } from '../plan/is-replaced.ts'

/** All references from one service into another. */
export interface ServicePair {
  readonly from: string
  readonly to: string
  readonly references: readonly PlannedReference[]
}

/** References grouped by their two services, pairs sorted by name. */
export function pairServices(references: readonly PlannedReference[]): ServicePair[] {
  const groups = groupBy(references, ({ referencing, referenced }) => `${referencing.service}\0${referenced.service}`)
  return sortByText(groups, ([key]) => key).map(([, members]) => {
    const [{ referencing, referenced }] = members as [PlannedReference]
    return { from: referencing.service, to: referenced.service, references: members }
  })
}

export const kindTitles: Readonly<Record<CouplingKind, string>> = {
  'foreign-key': 'Foreign keys',
  view: 'Views',
  routine: 'Routines',
  trigger: 'Triggers',
  type: 'Types',
  sequence: 'Sequences',
  default: 'Column defaults',
  'generated-column': 'Generated columns',
  check: 'Check constraints',
  inheritance: 'Inheritance',
  partition: 'Partitions',
  policy: 'Row security policies',
  rule: 'Rewrite rules',
  grant: 'Grants',
  publication: 'Publications',
}

/** Foreign keys are told as references; these are the rest. */
export function otherCouplings(plan: SplitPlan): Coupling[] {
  return plan.couplings.filter((coupling) => coupling.kind !== 'foreign-key')
}

export function groupByKind(couplings: readonly Coupling[]): { kind: CouplingKind; couplings: Coupling[] }[] {
  const kinds = Object.keys(kindTitles) as CouplingKind[]
  const groups = new Map<CouplingKind, Coupling[]>(kinds.map((kind) => [kind, []]))
  for (const coupling of couplings) groups.get(coupling.kind)!.push(coupling)
  return [...groups]
    .map(([kind, members]) => ({ kind, couplings: members }))
    .filter((group) => group.couplings.length > 0)
}

/** Reported statements grouped by why, in the order in which the reasons come up. */
export function groupReported(plan: SplitPlan): { why: string; places: Evidence[] }[] {
  return [...groupBy(plan.reported, ({ why }) => why)].map(([why, statements]) => ({
    why,
    places: statements.map(({ evidence }) => evidence),
  }))
}

export function serviceName(name: string): string {
  return name === '' ? 'no service' : name
}

/** Names ends as `relation(columns)`, with the schema where the service has several. */
export function endNamer(plan: SplitPlan): (end: ReferenceEnd) => string {
  const single = new Set(plan.services.filter(({ schemas }) => schemas.length === 1).map(({ name }) => name))
  return (end) => quoteColumns({ schema: single.has(end.service) ? '' : end.schema, name: end.relation }, end.columns)
}

/** What the key does beyond demanding that the row is there: `delete cascade, update cascade, initially deferred`. */
export function actionWords(key: PlannedForeignKey): string[] {
  const columns = key.onDeleteColumns.length > 0 ? ` (${key.onDeleteColumns.map(quoteName).join(', ')})` : ''
  const words = [`delete ${key.onDelete}${columns}`]
  if (key.onUpdate !== 'no action') words.push(`update ${key.onUpdate}`)
  if (key.match === 'full') words.push('match full')
  if (key.deferrable === 'initially immediate') words.push('deferrable')
  if (key.deferrable === 'initially deferred') words.push('deferred')
  if (key.form !== undefined) words.push(key.form)
  if (key.implied) words.push('confirmed, not declared')
  else if (!key.validated && key.form !== 'not enforced') words.push('not valid')
  return words
}

/** What is to replace a key: `replicate · delete event, tier 3 · update refuse, tier 2`. */
export function strategyWords(reference: PlannedReference): string {
  const { guard, delete: onDelete, update } = reference
  if (guard === null || onDelete === null || update === null) return `nothing planned: ${whyNotReplaced(reference)}`
  return `${guard} · delete ${reactionWords(onDelete)} · update ${reactionWords(update)}`
}

export function reactionWords({ reaction, tier }: PlannedReaction): string {
  return `${reaction}, tier ${tier}`
}

/** What the tiers of these references promise, in a sentence; '' where there are none. */
export function tierLegend(references: readonly PlannedReference[]): string {
  const tiers = new Set(references.flatMap((each) => [each.delete?.tier ?? [], each.update?.tier ?? []].flat()))
  const words = [...tiers].sort().map((tier) => `${tier} ${tierWords[tier]}`)
  return words.length === 0 ? '' : `Tiers say when its promise holds: ${words.join(', ')}.`
}

/** `file:line`, as terminals and editors make a link of it. */
export function place(evidence: Evidence): string {
  return `${evidence.file}:${evidence.line}`
}

/** The numbers of a plan, in a sentence. */
export function numbers(plan: SplitPlan): string {
  return [
    count(plan.services.length, 'service'),
    `${plan.references.length} of ${count(countForeignKeys(plan), 'foreign key')} cross`,
    count(otherCouplings(plan).length, 'other coupling'),
    count(plan.cycles.length, 'circle'),
  ].join(' · ')
}

/** What became of the statements; the first three numbers add up to the last. */
export function statementNumbers(plan: SplitPlan): string {
  const { total, routed, cut, reported } = plan.source.statements
  return `${count(total, 'statement')}: ${routed} routed whole, ${cut} cut, ${reported} reported`
}
