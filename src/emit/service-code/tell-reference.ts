import { quoteColumns } from '../../core/identifier.ts'
import type { PlannedReference, SplitPlan } from '../../plan/split-plan.ts'
import { reactionStrategy } from '../../plan/strategy-registry.ts'
import { tierWords } from '../../plan/tier-words.ts'
import { isReplaced } from '../../plan/is-replaced.ts'
import { wrapText } from '../../print/wrap-text.ts'

/** Width of comments, less what stands before each line. */
const width = 105

/** The replaced references for which these obligations are, in the order of the plan. */
export function findReplaced(plan: SplitPlan, ids: Iterable<string>): PlannedReference[] {
  const wanted = new Set(ids)
  return plan.references.filter((reference) => wanted.has(reference.id) && isReplaced(reference))
}

/** A constraint that is replaced, and what each of its actions promises now, as lines of a list. */
export function tellReference(reference: PlannedReference): string[] {
  const { constraint, implied, referencing, guard } = reference
  const { service, schema, relation, columns } = referencing
  const what = implied ? 'confirmed, not declared' : `CONSTRAINT ${constraint}`
  const where = quoteColumns({ schema, name: relation }, columns)
  const lines = item(`${where} of ${service}: ${what}`, '')
  for (const on of ['delete', 'update'] as const) {
    const { reaction, tier } = reference[on]!
    const action = (on === 'delete' ? reference.onDelete : reference.onUpdate).toUpperCase()
    const promise = `ON ${on.toUpperCase()} ${action} by ${reaction}, tier ${tier}: holds ${tierWords[tier]}.`
    lines.push(...item(`${promise} ${reactionStrategy(reaction).remains(guard!, on)}`, '  '))
  }
  return lines
}

/** Paragraphs of a comment. */
export function comment(...paragraphs: readonly (string | readonly string[])[]): string {
  const texts = paragraphs.map((each) => (typeof each === 'string' ? wrapText(each, width) : each).join('\n'))
  return texts.filter((text) => text !== '').join('\n\n')
}

function item(text: string, indent: string): string[] {
  return wrapText(text, width - indent.length - 2).map((line, at) => `${indent}${at === 0 ? '- ' : '  '}${line}`)
}
