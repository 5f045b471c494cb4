import type { Verdict } from '../verify/verdict.ts'
import type { ReportOptions } from './report.ts'

/** One way of writing a verdict. */
export interface VerifyFormat {
  readonly id: string
  /** For a terminal: only such a format uses the palette and the width. */
  readonly terminal: boolean
  /** Ends with a newline. */
  render(verdict: Verdict, options: ReportOptions): Iterable<string>
}
