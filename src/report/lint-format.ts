import type { Evidence } from '../core/diagnostic.ts'
import type { LintReport } from '../lint/finding.ts'
import type { Palette } from './report.ts'

/** What a rule is, for formats that list rules. */
export interface RuleCard {
  readonly id: string
  readonly summary: string
  readonly why: string
  readonly severity: 'error' | 'warning' | 'info'
}

export interface LintOutput {
  readonly report: LintReport
  readonly rules: readonly RuleCard[]
  readonly version: string
  readonly palette: Palette
  /** The source line of a finding; undefined where the text is not at hand. */
  readonly sourceLine: (evidence: Evidence) => string | undefined
  /** How many known crossings there are fewer than when the baseline last changed; undefined: not known. */
  readonly fewer?: number
}

/** One way of writing a lint report. */
export interface LintFormat {
  readonly id: string
  /** The whole text, with its last newline. */
  print(output: LintOutput): string
}
