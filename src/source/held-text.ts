import type { SourceFile } from '../catalog/statement.ts'
import { TextPositions } from '../core/text-position.ts'
import { ReadAgain } from './read-again.ts'

/** Bytes from which on a text is let go of when it was read. */
const large = 32_000_000

/** A text of the source, which holds its bytes until it is told that few of them are needed. */
export class HeldText implements SourceFile {
  readonly name: string
  readonly migration: boolean
  readonly positions: TextPositions
  readonly length: number
  readonly #again: ReadAgain | undefined
  #held: Buffer | ReadAgain

  /** `path`: the file that it was read from just now. */
  constructor(name: string, bytes: Buffer, migration: boolean, path: string | undefined) {
    this.name = name
    this.migration = migration
    this.length = bytes.length
    this.#again = path === undefined || bytes.length < large ? undefined : ReadAgain.from(path, name, bytes.length)
    this.#held = bytes
    this.positions = new TextPositions(name, {
      length: bytes.length,
      subarray: (start, end) => this.#held.subarray(start, end),
    })
  }

  get bytes(): Buffer {
    if (this.#held instanceof ReadAgain) this.#held = this.#held.subarray(0, this.length)
    return this.#held
  }

  part(start: number, end: number): Buffer {
    return this.#held.subarray(start, end)
  }

  letGo(): boolean {
    if (this.#again === undefined || this.#held === this.#again) return false
    this.positions.countLines()
    this.#held = this.#again
    return true
  }
}
