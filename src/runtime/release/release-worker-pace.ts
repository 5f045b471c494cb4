/** How patient the worker is. */
export interface ReleasePace {
  /**
   * Milliseconds after which the first attempt that nobody decided is given up, and its key opens again; each further one has
   * twice as long, up to eight times. 30 s unless told.
   */
  readonly timeout: number
  /** Attempts until a request is answered with what kept it: a service that is down, or another release. 20 unless told. */
  readonly attempts: number
  /** Milliseconds between two attempts. 2 s unless told. */
  readonly pause: number
  /** Milliseconds after which what was not answered is said again. 1 s unless told. */
  readonly again: number
  /** Rows at most that a transaction of the worker touches, where a key goes to which more refer. 10,000 unless told. */
  readonly rows: number
  /** Milliseconds that such a transaction is to take, about: it touches fewer rows where they take longer. 50 unless told. */
  readonly batch: number
  /** Part of the time that such transactions take together, so that others have the rest; 1: they do not rest. 0.1 unless told. */
  readonly share: number
  /** Milliseconds for which answered requests, and what attempts and votes left, are kept. Seven days unless told. */
  readonly keep: number
  /** Milliseconds between looks where nothing wakes it. 1 s unless told. */
  readonly poll: number
}

export const usualPace: ReleasePace = {
  timeout: 30_000,
  attempts: 20,
  pause: 2000,
  again: 1000,
  rows: 10_000,
  batch: 50,
  share: 0.1,
  keep: 7 * 24 * 3_600_000,
  poll: 1000,
}
