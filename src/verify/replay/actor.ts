import type { HistoryTransaction } from '../histories/history.ts'
import type { Outcome } from './outcome.ts'
import type { ServiceSide } from './service-side.ts'

/** What came of writing. */
export interface Acted {
  readonly outcome: Outcome
  /** Services in which something may have been written. */
  readonly written: Iterable<string>
  /**
   * A refusal may be one that the split is stricter with by choice: of what was written unasked, or of what was asked for and would
   * end or change another key too, which is always refused.
   */
  readonly mayBeByChoice?: 'unasked' | 'asked'
}

/** Writes a service's part of a transaction in one of the ways in which the split can be written to. */
export interface Actor {
  readonly id: string
  /** undefined where this is not how it has to be written; nothing was done then. */
  act(
    service: ServiceSide,
    operations: HistoryTransaction,
    services: ReadonlyMap<string, ServiceSide>,
  ): Promise<Acted | undefined>
}
