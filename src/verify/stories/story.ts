import type { HistoryStep } from '../histories/history.ts'
import type { Difference } from '../replay/difference.ts'

/** A short history after which the split is not what one database would be: a value to be kept and replayed. */
export interface Story {
  readonly format: 1
  /** The plan's hash of the source that it was found with. */
  readonly inputHash: string
  /** That its history was drawn with. */
  readonly seed: number
  readonly history: readonly HistoryStep[]
  readonly difference: Difference
  /** The same, for people. */
  readonly lines: readonly string[]
}
