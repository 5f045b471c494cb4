import { visible } from '../index.ts'

/** Seconds between two lines where nobody watches. */
const pause = 5

/** Says which step is being done: in one line that is written over on a terminal, else in a line every few seconds. */
export class StepLine {
  readonly #stream: NodeJS.WriteStream | undefined
  #told = Date.now()
  #shown = false

  /** Without a stream nothing is said. */
  constructor(stream: NodeJS.WriteStream | undefined) {
    this.#stream = stream
  }

  tell(line: string): void {
    const stream = this.#stream
    if (stream === undefined) return
    if (stream.isTTY && process.env['TERM'] !== 'dumb') {
      stream.write(`\r\u001b[K${visible(line).slice(0, Math.max(20, (stream.columns ?? 80) - 1))}`)
      this.#shown = true
    } else if (Date.now() - this.#told >= pause * 1000) {
      stream.write(`${visible(line)}\n`)
      this.#told = Date.now()
    }
  }

  /** Leaves the terminal as it was. */
  end(): void {
    if (this.#shown) this.#stream?.write('\r\u001b[K')
    this.#shown = false
  }
}
