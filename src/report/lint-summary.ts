import type { LintOutput } from './lint-format.ts'
import { count } from './terminal-text.ts'

/** How it went, in one line: what is new, stale, known (foreign keys and others apart), allowed. */
export function summarize({ report, fewer }: LintOutput): string {
  const { summary, findings } = report
  const known = findings.filter((finding) => finding.state === 'known')
  const keys = known.filter((finding) => finding.rule === 'crossing-foreign-key').length
  const others = known.length - keys
  const parts = [
    summary.new === 0 ? 'nothing new' : `${summary.new} new`,
    ...(summary.stale === 0 ? [] : [`${summary.stale} stale`]),
    ...(known.length === 0 ? [] : [`${count(keys, 'foreign key')} and ${count(others, 'other finding')} known`]),
    ...(summary.suppressed === 0 ? [] : [`${summary.suppressed} allowed`]),
    ...(fewer === undefined || fewer === 0
      ? []
      : [fewer > 0 ? `${fewer} fewer than before` : `${-fewer} more than before`]),
  ]
  return parts.join(', ')
}
