import type { SplitPlan } from './split-plan.ts'

/** What the plan has for each reference, as a text for reviewers. */
export function describeReferences({ references, obligations, diagnostics }: SplitPlan): string {
  const lines: string[] = []
  for (const { id, guard, onDelete, onUpdate, ...reference } of references) {
    lines.push(id, `  guard ${guard}`)
    for (const [on, action] of [
      ['delete', onDelete],
      ['update', onUpdate],
    ] as const) {
      // prettier-ignore
      const planned = reference[on]
      lines.push(`  on ${on} ${action}: ${planned?.reaction}, tier ${planned?.tier}`)
      lines.push(...(planned?.because ?? []).map((sentence) => `    ${sentence}`))
    }
  }
  lines.push('')
  for (const { id, references: ids } of obligations) lines.push(`${id}${ids.length > 1 ? ` (${ids.length})` : ''}`)
  lines.push('')
  for (const { severity, code, message } of diagnostics) lines.push(`${severity} ${code}: ${message}`)
  return `${lines.join('\n').trimEnd()}\n`
}
