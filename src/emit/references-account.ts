import { groupBy } from '../core/group.ts'
import { quoteColumns } from '../core/identifier.ts'
import type { PlannedReaction, PlannedReference, ReferenceEnd, SplitPlan } from '../plan/split-plan.ts'
import { looksEarlier } from '../plan/looks-earlier.ts'
import { reactionStrategy } from '../plan/strategy-registry.ts'
import { isReplaced, whyNotReplaced } from '../plan/is-replaced.ts'
import { codeSpan, markdownTable, prose } from '../print/markdown-text.ts'

/**
 * What became of the foreign keys that cross: what was there, and what replaces each. `circular`: those of which neither end can be
 * made first.
 */
export function* referencesSection(plan: SplitPlan, circular: readonly PlannedReference[]): Generator<string> {
  yield '## Foreign keys that were removed\n\n'
  if (plan.references.length === 0) {
    yield 'None.\n\n'
    return
  }
  const open = plan.references.filter((reference) => !isReplaced(reference)).length
  if (open > 0) {
    yield `**NOT REPLACED: ${open} of ${plan.references.length}.** Nothing here keeps the promises of these: a referencing row may name a `
    yield 'row that is not there.\n\n'
  }
  yield 'Each has a guard, which checks writes of the referencing side, and a reaction to each of its two referential actions. The tier '
  yield 'says when the promise holds: 2 at every instant, 3 once the events are applied, 4 as 3 for writes that go through the guard, 5 as '
  yield 'far as orphans are found and mended.\n\n'
  const pairs = groupBy(
    plan.references,
    ({ referencing, referenced }) => `${referencing.service}\0${referenced.service}`,
  )
  for (const references of pairs.values()) {
    const { referencing, referenced } = references[0]!
    yield `### ${serviceName(referencing.service)} → ${serviceName(referenced.service)}\n\n`
    yield* markdownTable(
      ['Referencing', 'Referenced', 'Guard', 'On delete', 'On update', 'Constraint'],
      references.map(referenceRow),
    )
    for (const reference of references) yield* replacement(reference, circular.includes(reference))
    yield '\n'
  }
}

function referenceRow(reference: PlannedReference): string[] {
  return [
    codeSpan(endText(reference.referencing)),
    codeSpan(endText(reference.referenced)),
    reference.guard ?? 'none',
    actionCell(reference.onDelete, reference.delete),
    actionCell(reference.onUpdate, reference.update),
    reference.implied ? 'none: confirmed, not declared' : codeSpan(reference.constraint),
  ]
}

function actionCell(action: string, planned: PlannedReaction | null): string {
  return planned === null ? action : `${action}: ${planned.reaction}, tier ${planned.tier}`
}

/** Why it is replaced so, and what remains open even then. */
function* replacement(reference: PlannedReference, isCircular: boolean): Generator<string> {
  const { guard, referencing } = reference
  yield `- ${codeSpan(endText(referencing))}: `
  if (guard === null) {
    yield `**NOT REPLACED**, and nothing is planned: ${whyNotReplaced(reference)}.\n`
    return
  }
  yield 'replaced.\n'
  for (const on of ['delete', 'update'] as const) {
    const { reaction, tier, because } = reference[on]!
    yield `  - ${on} by ${reaction}, tier ${tier}. ${prose(because.join(' '))}\n`
    yield `    Remains: ${prose(reactionStrategy(reaction).remains(guard, on))}\n`
  }
  if (guard !== 'replicate')
    yield `  - Checked by ${codeSpan('src/guards.ts')} of ${serviceName(referencing.service)}, below kysely. SQL as text, other programs, COPY and writes through a view bypass it; reconcile finds what they leave.${looksEarlier(
      reference,
    )
      .map((sentence) => ` ${sentence}`)
      .join('')}\n`
  if (isCircular)
    yield '  - No saga is begun for rows that are made together: each needs the other one first, by references that are all NOT NULL. Let one of these be NULL until both are there, or keep the row as a draft.\n'
  if (!reference.validated)
    yield '  - Rows that were there before were never checked: reconcile finds those that refer to nothing.\n'
}

function endText({ schema, relation, columns }: ReferenceEnd): string {
  return quoteColumns({ schema, name: relation }, columns)
}

/** A service's name for people; a relation may have none. */
export function serviceName(name: string): string {
  return name === '' ? 'no service' : codeSpan(name)
}
