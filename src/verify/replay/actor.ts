import type { HistoryTransaction } from '../histories/history.ts'
import type { Outcome } from './outcome.ts'
import type { ServiceSide } from './service-side.ts'

/** Writes a service's part of a transaction in one of the ways in which the split can be written to. */
export interface Actor {
  readonly id: string
  /** Whether this is how it has to be written. */
  takes(service: ServiceSide, operations: HistoryTransaction): boolean
  act(service: ServiceSide, operations: HistoryTransaction): Promise<Outcome>
}
