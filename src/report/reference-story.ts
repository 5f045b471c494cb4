import type { ObligationKind } from '../plan/obligation.ts'
import type { PlannedReaction, PlannedReference, SplitPlan } from '../plan/split-plan.ts'
import { namesReference } from '../plan/resolve-choices.ts'
import { guardStrategy, reactionStrategy } from '../plan/strategy-registry.ts'
import type { Guard } from '../plan/strategy.ts'
import { tierWords } from '../plan/tier-words.ts'
import { quoteColumns } from '../core/identifier.ts'
import { visible } from '../core/visible-text.ts'
import type { ReportOptions } from './report.ts'
import * as summary from './summary.ts'
import { wrapText } from './terminal-text.ts'
import { whyNotReplaced } from '../plan/is-replaced.ts'

const duties: Readonly<Record<ObligationKind, string>> = {
  'keep-replica': 'keeps a copy of the referenced keys',
  'guard-write': 'checks each write of the referencing columns',
  'answer-existence': 'answers which keys exist',
  'publish-events': 'tells of created, changed and deleted keys',
  'consume-events': 'follows those events',
  'apply-action': 'does the referential action when the event comes',
  'coordinate-release': 'asks before a key goes, and decides',
  'vote-on-release': 'votes on whether a key may go',
  'refuse-key-change': 'refuses to change or delete such a key',
  reconcile: 'looks for rows that refer to nothing, and mends them',
}

/** All that there is to say about one reference: what it promised, what is planned instead and why, who must do what. */
export function* referenceStory(
  plan: SplitPlan,
  reference: PlannedReference,
  options: ReportOptions,
): Generator<string> {
  const { palette, width } = options
  const { referencing, referenced, constraint, guard, implied, validated } = reference
  const text = function* (words: string, indent = 2): Generator<string> {
    for (const line of wrapText(words, width - indent)) yield `${' '.repeat(indent)}${line}\n`
  }
  const heading = (words: string): string => `\n${palette.heading(visible(words))}\n`

  for (const line of wrapText(reference.id, width)) yield `${palette.heading(line)}\n`
  yield* text(`${summary.serviceName(referencing.service)} → ${summary.serviceName(referenced.service)}`)
  yield `  ${palette.faint(visible(summary.place(reference.evidence)))}\n`
  yield heading('What it promised')
  const who = implied ? 'No constraint declares it; the configuration confirms it.' : `Constraint ${constraint}: ${summary.actionWords(reference).join(', ')}.` // prettier-ignore
  yield* text(`${who} No row of ${referencing.relation} without its row of ${referenced.relation}.`)
  if (!validated) yield* text('Rows that were there before were never checked, and some may refer to nothing.')
  if (guard === null) {
    yield heading('What is planned instead')
    yield* text(
      `Nothing: ${whyNotReplaced(reference)}.${reference.form === undefined ? ' Assign it to one first.' : ''}`,
    )
    return
  }
  yield heading(`Writes: ${guard}`)
  yield* text(`${sentence(guardStrategy(guard).summary)}`)
  yield* reactionText('delete', reference.onDelete, guard, reference.delete!, options)
  yield* reactionText('update', reference.onUpdate, guard, reference.update!, options)
  yield heading('Who must do what')
  for (const { kind, service, references } of plan.obligations.filter((each) => each.references.includes(reference.id)))
    yield* text(`${service} ${duties[kind]}${references.length > 1 ? ` (for ${references.length} references)` : ''}.`)
  yield heading('Replaced: generate writes all of it')
  yield heading('To choose otherwise')
  const columns = quoteColumns({ schema: referencing.schema, name: referencing.relation }, referencing.columns)
  const from = plan.references.filter((each) => namesReference(columns, each)).length > 1 ? reference.id : columns
  yield `  references:\n    - from: '${visible(from.replaceAll("'", "''"))}'\n`
  yield '      guard: replicate   # or api, application\n      delete: saga       # or event, refuse\n'
}

function* reactionText(
  on: 'delete' | 'update',
  action: string,
  guard: Guard,
  { reaction, tier, because }: PlannedReaction,
  { palette, width }: ReportOptions,
): Generator<string> {
  const strategy = reactionStrategy(reaction)
  yield `\n${palette.heading(`ON ${on.toUpperCase()} ${action.toUpperCase()}: ${reaction}, tier ${tier}`)}\n`
  const paragraphs = [sentence(strategy.summary), `Because: ${because.join(' ')}`, `Holds ${tierWords[tier]}.`, `Remains: ${strategy.remains(guard, on)}`] // prettier-ignore
  for (const words of paragraphs) for (const line of wrapText(words, width - 2)) yield `  ${line}\n`
}

function sentence(words: string): string {
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}.`
}
