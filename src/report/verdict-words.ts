import type { Verdict } from '../verify/verdict.ts'
import { count } from './terminal-text.ts'

/** What came of it, in one sentence of two halves. */
export function verdictInWords({ passed, checks, leftOut }: Verdict): {
  readonly proven: string
  readonly counts: string
} {
  const skipped = checks.filter((check) => check.passed === null).length
  const unseen = checks.flatMap((check) => check.notChecked).length
  const failed = checks.filter((check) => check.passed === false).length
  const rest = [
    ...(skipped === 0 ? [] : [`, ${skipped} not made`]),
    ...(unseen === 0 ? [] : [`; ${count(unseen, 'thing')} not checked`]),
    ...(leftOut.length === 0 ? [] : [`; ${count(leftOut.length, 'statement')} left out`]),
  ]
  const left = rest.join('')
  return {
    proven: passed ? 'Proven' : 'Not proven',
    counts: passed
      ? `${count(checks.length - skipped, 'check')} passed${left}.`
      : `${failed} of ${count(checks.length, 'check')} failed${left}.`,
  }
}
