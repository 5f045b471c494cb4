/** How long to wait after failures in a row: twice as long each time, up to `longest`, and never quite alike. */
export class BackOff {
  readonly #first: number
  readonly #longest: number
  #failures = 0

  /** In milliseconds. */
  constructor(first = 500, longest = 30_000) {
    this.#first = first
    this.#longest = longest
  }

  /** Milliseconds until the next attempt; those who failed together do not come back together. */
  next(): number {
    const whole = Math.min(this.#first * 2 ** this.#failures++, this.#longest)
    return Math.round(whole * (0.75 + Math.random() / 4))
  }

  /** After a success. */
  reset(): void {
    this.#failures = 0
  }
}
