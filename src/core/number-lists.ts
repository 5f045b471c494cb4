/**
 * Lists of numbers, by number. However many there are, they stand in four arrays, and none is made before it is asked for: of what uses
 * an object among a hundred thousand, hardly any is.
 */
export class NumberLists {
  /** By number, the place behind that of its first and last entry; 0 where it has none. */
  readonly #first: Int32Array
  readonly #last: Int32Array
  /** By entry; the place behind that of the next one of its list. */
  #next: Int32Array
  #values: Int32Array
  #count = 0

  /** For the numbers below `size`. */
  constructor(size: number) {
    this.#first = new Int32Array(size)
    this.#last = new Int32Array(size)
    this.#next = new Int32Array(Math.max(16, size))
    this.#values = new Int32Array(Math.max(16, size))
  }

  /** Puts a value at the end of a list. */
  add(list: number, value: number): void {
    if (this.#count === this.#values.length) {
      this.#next = doubled(this.#next)
      this.#values = doubled(this.#values)
    }
    this.#values[this.#count++] = value
    const last = this.#last[list]!
    if (last === 0) this.#first[list] = this.#count
    else this.#next[last - 1] = this.#count
    this.#last[list] = this.#count
  }

  /** The last value of a list; undefined where it has none. */
  lastOf(list: number): number | undefined {
    const last = this.#last[list]!
    return last === 0 ? undefined : this.#values[last - 1]
  }

  /** The values of a list, in the order in which they were added. */
  of(list: number): readonly number[] {
    let at = this.#first[list]!
    if (at === 0) return nothing
    const found: number[] = []
    for (; at !== 0; at = this.#next[at - 1]!) found.push(this.#values[at - 1]!)
    return found
  }
}

const nothing: readonly number[] = []

function doubled(numbers: Int32Array): Int32Array {
  const larger = new Int32Array(numbers.length * 2)
  larger.set(numbers)
  return larger
}
