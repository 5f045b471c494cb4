import type { Check, ReplayLimits } from './check.ts'

/** Divides the operations and the time among the checks that write. Time that one leaves is left to the next ones. */
export class SharedLimits {
  readonly #all: ReplayLimits
  readonly #shares: number
  #sharesLeft: number
  #secondsLeft: number

  constructor(checks: readonly Check[], all: ReplayLimits) {
    this.#all = all
    this.#shares = checks.reduce((sum, { share = 0 }) => sum + share, 0)
    this.#sharesLeft = this.#shares
    this.#secondsLeft = all.seconds
  }

  /** To be asked for in the order in which the checks are made. */
  of({ share = 0 }: Check): ReplayLimits {
    const operations = Math.ceil((this.#all.operations * share) / Math.max(1, this.#shares))
    const seconds = (this.#secondsLeft * share) / Math.max(1, this.#sharesLeft)
    this.#sharesLeft -= share
    return { ...this.#all, operations, seconds }
  }

  /** A check wrote for so long. */
  spend(seconds: number): void {
    this.#secondsLeft = Math.max(0, this.#secondsLeft - seconds)
  }
}
