import type { Verdict } from '../verify/verdict.ts'
import { count } from './terminal-text.ts'

/** What came of it, in one sentence of two halves. */
export function verdictInWords({ passed, checks }: Verdict): { readonly proven: string; readonly counts: string } {
  const skipped = checks.filter((check) => check.passed === null).length
  const unseen = checks.flatMap((check) => check.notChecked).length
  const failed = checks.filter((check) => check.passed === false).length
  const left = `${skipped === 0 ? '' : `, ${skipped} not made`}${unseen === 0 ? '' : `; ${count(unseen, 'thing')} not checked`}`
  return {
    proven: passed ? 'Proven' : 'Not proven',
    counts: passed
      ? `${count(checks.length - skipped, 'check')} passed${left}.`
      : `${failed} of ${count(checks.length, 'check')} failed${left}.`,
  }
}
