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
  /** What the histories were; null where none was replayed. */
  readonly replay: ReplaySummary | null
}

export interface ReplaySummary {
  readonly seed: number
  /** Statements that were run on both sides. */
  readonly operations: number
  readonly faults: number
  /** Transactions that both sides refused. */
  readonly refused: number
  readonly differences: number
}
