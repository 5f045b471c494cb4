/** How patient the worker is. */
export interface ReleasePace {
  /** Milliseconds after which an attempt that nobody decided is given up, and its key opens again. 30 s unless told. */
  readonly timeout: number
  /** Attempts until a request is answered with what kept it: a service that is down, or another release. 20 unless told. */
  readonly attempts: number
  /** Milliseconds between two attempts. 2 s unless told. */
  readonly pause: number
  /** Milliseconds after which what was not answered is said again. 1 s unless told. */
  readonly again: number
  /** Milliseconds between looks where nothing wakes it. 1 s unless told. */
  readonly poll: number
}

export const usualPace: ReleasePace = { timeout: 30_000, attempts: 20, pause: 2000, again: 1000, poll: 1000 }
