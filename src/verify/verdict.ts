/** What one check found. */
export interface CheckResult {
  readonly id: string
  /** null: it was not made. */
  readonly passed: boolean | null
  /** Sentences: what is not as it must be. */
  readonly details: readonly string[]
  /** Sentences: what was not looked at, and why. */
  readonly notChecked: readonly string[]
  /** Lines: a short history that shows what is wrong. */
  readonly story?: readonly string[]
}

/** What verify found; the value of `--format json`. */
export interface Verdict {
  readonly schemaVersion: 1
  /** No check failed. */
  readonly passed: boolean
  readonly checks: readonly CheckResult[]
  /** Statements of the source that the scratch server refuses. They are left out on both sides. */
  readonly leftOut: readonly LeftOut[]
  /** What the histories were; null where none was replayed. */
  readonly replay: ReplaySummary | null
  /** What clients wrote at once; null where that was not tried. */
  readonly concurrent: ConcurrentSummary | null
}

export interface LeftOut {
  readonly file: string
  /** From 1. */
  readonly line: number
  /** PostgreSQL's reason. */
  readonly message: string
}

export interface ReplaySummary {
  readonly seed: number
  /** Statements that were run on both sides. */
  readonly operations: number
  /** That it took to write them. */
  readonly seconds: number
  readonly faults: number
  /** Transactions that both sides refused. */
  readonly refused: number
  readonly differences: number
}

export interface ConcurrentSummary {
  readonly seed: number
  /** Clients write at once, from rest to rest. */
  readonly rounds: number
  /** Of all rounds. */
  readonly clients: number
  readonly transactions: number
  /** Statements. */
  readonly operations: number
  /** That it took to write them and to look for orders. */
  readonly seconds: number
  readonly faults: number
  /** Transactions that were refused as one database would. */
  readonly refused: number
  /** Transactions that were turned away: while a key closes, by choice, or because of a conflict that did not end. */
  readonly turnedAway: number
  /** Looks at both ends of a reference while clients wrote. */
  readonly looks: number
  /** Of transactions that share keys; each needs an order. */
  readonly groups: number
  /** Transactions that were tried on one database to find the orders. */
  readonly steps: number
  /** Rounds for which no order was found in time, and none was ruled out. */
  readonly undecided: number
  readonly differences: number
}
