import type { Suggestion } from '../suggest/suggestion.ts'
import type { ReportOptions } from './report.ts'

/** One way of writing a suggestion. */
export interface SuggestFormat {
  readonly id: string
  /** For a terminal: only such a format uses the palette and the width. */
  readonly terminal: boolean
  render(suggestion: Suggestion, options: ReportOptions): Iterable<string> | AsyncIterable<string>
}
