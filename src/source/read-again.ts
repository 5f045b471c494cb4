import { closeSync, fstatSync, openSync, readSync, statSync, type Stats } from 'node:fs'
import { FountainError } from '../core/fountain-error.ts'
import type { Bytes } from '../core/text-position.ts'

/** What is asked for lies close together. */
const windowSize = 16_384
const windowLead = 4096

/**
 * A file that was read before, of which parts are read again. Throws FountainError `changed-source` (exit 2) where it is no longer
 * what it was.
 */
export class ReadAgain implements Bytes {
  readonly length: number
  readonly #path: string
  readonly #name: string
  readonly #mark: string
  readonly #window = Buffer.allocUnsafeSlow(windowSize)
  #windowStart = 0
  #windowEnd = 0

  private constructor(path: string, name: string, length: number, mark: string) {
    this.#path = path
    this.#name = name
    this.length = length
    this.#mark = mark
  }

  /** Of a file that was read just now, and had so many bytes; undefined for what cannot be read twice, as a pipe. */
  static from(path: string, name: string, length: number): ReadAgain | undefined {
    const stats = statSync(path, { throwIfNoEntry: false })
    return stats?.isFile() === true && stats.size === length
      ? new ReadAgain(path, name, length, markOf(stats))
      : undefined
  }

  /** A copy. */
  subarray(start: number, end: number): Buffer {
    const stop = Math.min(end, this.length)
    if (stop - start > windowSize - windowLead) return this.#read(start, Buffer.allocUnsafeSlow(stop - start))
    if (start < this.#windowStart || stop > this.#windowEnd) {
      this.#windowEnd = 0
      this.#windowStart = Math.max(0, start - windowLead)
      const length = Math.min(windowSize, this.length - this.#windowStart)
      this.#read(this.#windowStart, this.#window.subarray(0, length))
      this.#windowEnd = this.#windowStart + length
    }
    return Buffer.from(this.#window.subarray(start - this.#windowStart, Math.max(start, stop) - this.#windowStart))
  }

  #read(start: number, into: Buffer): Buffer {
    const file = this.#open()
    try {
      if (markOf(fstatSync(file)) !== this.#mark) throw this.#changed()
      for (let at = 0; at < into.length;) {
        const count = readSync(file, into, at, into.length - at, start + at)
        if (count === 0) throw this.#changed()
        at += count
      }
      return into
    } finally {
      closeSync(file)
    }
  }

  #open(): number {
    try {
      return openSync(this.#path, 'r')
    } catch (error) {
      throw this.#changed(error)
    }
  }

  #changed(cause?: unknown): FountainError {
    return new FountainError('changed-source', `${this.#name} has changed since it was read`, {
      hint: 'Run it again when nothing writes to the file.',
      cause,
    })
  }
}

function markOf({ dev, ino, size, mtimeMs }: Stats): string {
  return `${dev} ${ino} ${size} ${mtimeMs}`
}
