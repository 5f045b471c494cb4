import type { FaultStep, HistoryTransaction } from '../histories/history.ts'
import type { Outcome } from '../replay/outcome.ts'

/** What one client sends to one service, one after the other. */
export interface ClientProgram {
  readonly service: string
  readonly transactions: readonly {
    /** Milliseconds that it waits before. */
    readonly pause: number
    /** Milliseconds that it stands open before its COMMIT; none unless told. */
    readonly hold?: number
    /** It stands open no longer than until a key closes to the service. */
    readonly untilClosing?: true
    readonly operations: HistoryTransaction
  }[]
}

/** Clients that write at once, from rest to rest, and what breaks meanwhile. A value that can be written as JSON. */
export interface Round {
  readonly clients: readonly ClientProgram[]
  readonly faults: readonly FaultStep[]
}

/** One transaction as its client saw it. Times are milliseconds since the round began. */
export interface SentTransaction {
  /** Place in the round's clients. */
  readonly client: number
  readonly service: string
  /** As one database would have to run it. */
  readonly operations: HistoryTransaction
  /** The last time that it was sent: PostgreSQL may have asked for another try before. */
  readonly sent: number
  readonly answered: number
  readonly outcome: Outcome
  /** The DELETE was asked for, and others had to agree. */
  readonly release?: true
  /** That nobody had answered yet when the client ceased to wait. */
  readonly request?: string
  /**
   * Refused for what passes, or by choice, and nothing was written: no order has to explain it.
   */
  readonly turnedAway?: 'passing' | 'by choice'
}
