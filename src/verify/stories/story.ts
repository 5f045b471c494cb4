import type { Round, SentTransaction } from '../concurrent/round.ts'
import type { HistoryStep, HistoryTransaction, RowValues } from '../histories/history.ts'
import type { Difference } from '../replay/difference.ts'

interface StoryBase {
  readonly format: 1
  /** The plan's hash of the source that it was found with. */
  readonly inputHash: string
  /** That its history was drawn with. */
  readonly seed: number
  /** The same, for people. */
  readonly lines: readonly string[]
}

/** A short history after which the split is not what one database would be: a value to be kept and replayed. */
export interface SerialStory extends StoryBase {
  readonly check: 'serial-replay'
  readonly history: readonly HistoryStep[]
  readonly difference: Difference
}

/** What clients sent at once, and what they were told that no order explains. */
export interface ConcurrentStory extends StoryBase {
  readonly check: 'concurrent-history'
  /** One after the other, before. */
  readonly setup: readonly HistoryTransaction[]
  readonly round: Round
  readonly recorded: {
    readonly transactions: readonly SentTransaction[]
    /** At rest, afterwards. */
    readonly rows: readonly {
      readonly relation: readonly [schema: string, name: string]
      readonly rows: readonly RowValues[]
    }[]
  }
}

export type Story = SerialStory | ConcurrentStory
