import type { LintReport } from '../lint/finding.ts'
import type { RuleCard } from '../lint/rule-card.ts'
import type { Palette } from './report.ts'

export interface LintOutput {
  readonly report: LintReport
  readonly rules: readonly RuleCard[]
  readonly version: string
  readonly palette: Palette
  /** Columns of the terminal. */
  readonly width: number
  /** Whether something fails that nobody allowed. */
  readonly failed: boolean
  /** The lines of a source file by its name; none where it is not at hand. */
  readonly fileLines: (file: string) => readonly string[]
  /** How many known crossings there are fewer than when the baseline last changed; undefined: not known. */
  readonly fewer?: number
}

/** One way of writing a lint report. */
export interface LintFormat {
  readonly id: string
  /** Its reader looks files up in the repository: their paths must start at its root, not in the working folder. */
  readonly repositoryPaths?: true
  /** The whole text, with its last newline. */
  print(output: LintOutput): string
}
