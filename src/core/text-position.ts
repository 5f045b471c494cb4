import type { Evidence } from './diagnostic.ts'
import { newline } from './byte.ts'

/** Maps byte offsets of one UTF-8 text to lines and columns; lines are counted at the first question. */
export class TextPositions {
  readonly file: string
  readonly #text: Buffer
  #linesBefore: Uint32Array | undefined

  constructor(file: string, text: Buffer) {
    this.file = file
    this.#text = text
  }

  /** 1-based line and column (in code points) of a byte offset. */
  at(offset: number): { line: number; column: number } {
    const text = this.#text
    const before = (this.#linesBefore ??= countLines(text))
    const end = Math.min(offset, text.length)
    const block = Math.floor(end / blockSize)
    const line = before[block]! + countNewlines(text, block * blockSize, end) + 1
    return { line, column: columnAt(text.subarray(lineStart(text, end), end)) }
  }

  /** Evidence for the bytes from `start` to `end`, white space folded, cut at 200 code points. */
  evidence(start: number, end: number): Evidence {
    const text = this.#text
      .toString('utf8', start, Math.min(end, start + 1200))
      .replace(/\s+/g, ' ')
      .trim()
    const { line, column } = this.at(start)
    return { file: this.file, line, column, text: text.length > longest ? shorten(text) : text }
  }
}

const longest = 200

function shorten(text: string): string {
  const points = [...text]
  return points.length > longest ? `${points.slice(0, longest - 1).join('')}…` : text
}

/** 1-based, in code points, after what stands before it in its line: every byte but those that continue a character; a byte order mark is none. */
function columnAt(before: Buffer): number {
  let column = 1
  for (const byte of before) if ((byte & 0xc0) !== 0x80) column++
  const hasMark = before[0] === 0xef && before[1] === 0xbb && before[2] === 0xbf
  return hasMark ? column - 1 : column
}

const blockSize = 4096

/** How many lines end before each block of the text. */
function countLines(text: Buffer): Uint32Array {
  const before = new Uint32Array(Math.floor(text.length / blockSize) + 1)
  for (let block = 1; block < before.length; block++)
    before[block] = before[block - 1]! + countNewlines(text, (block - 1) * blockSize, block * blockSize)
  return before
}

/** Lines are short: looking at each byte is twice as fast as asking for the next newline. */
function countNewlines(bytes: Buffer, start: number, end: number): number {
  let lines = 0
  for (let at = start; at < end; at++) if (bytes[at] === newline) lines++
  return lines
}

function lineStart(text: Buffer, offset: number): number {
  return offset === 0 ? 0 : text.lastIndexOf(newline, offset - 1) + 1
}
