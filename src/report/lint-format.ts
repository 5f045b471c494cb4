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
  /** The text of a source file by its name; undefined where it is not at hand. */
  readonly fileText: (file: string) => string | undefined
  /** How many known crossings there are fewer than when the baseline last changed; undefined: not known. */
  readonly fewer?: number
}

/** One way of writing a lint report. */
export interface LintFormat {
  readonly id: string
  /** The whole text, with its last newline. */
  print(output: LintOutput): string
}
