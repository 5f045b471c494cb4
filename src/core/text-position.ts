import type { Evidence } from './diagnostic.ts'
import { newline } from './byte.ts'

/** Maps byte offsets of one UTF-8 text to lines and columns; the line table is made at the first question. */
export class TextPositions {
  readonly file: string
  readonly bytes: Buffer
  #lineStarts: Uint32Array | undefined

  constructor(file: string, bytes: Buffer) {
    this.file = file
    this.bytes = bytes
  }

  /** 1-based line and column (in code points) of a byte offset. */
  at(offset: number): { line: number; column: number } {
    const starts = (this.#lineStarts ??= findLineStarts(this.bytes))
    let low = 0
    let high = starts.length - 1
    while (low < high) {
      const middle = (low + high + 1) >> 1
      if (starts[middle]! <= offset) low = middle
      else high = middle - 1
    }
    return { line: low + 1, column: columnAt(this.bytes, starts[low]!, offset) }
  }

  /** Evidence for the bytes from `start` to `end`, white space folded, cut at 200 code points. */
  evidence(start: number, end: number): Evidence {
    const text = this.bytes
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

/** 1-based, in code points: every byte but those that continue a character; a byte order mark is none. */
function columnAt(bytes: Buffer, lineStart: number, offset: number): number {
  const end = Math.min(offset, bytes.length)
  let column = 1
  for (let at = lineStart; at < end; at++) if ((bytes[at]! & 0xc0) !== 0x80) column++
  const hasMark = bytes[lineStart] === 0xef && bytes[lineStart + 1] === 0xbb && bytes[lineStart + 2] === 0xbf
  return hasMark && end >= lineStart + 3 ? column - 1 : column
}

/** Lines are short: looking at each byte is twice as fast as asking for the next newline. */
function findLineStarts(bytes: Buffer): Uint32Array {
  let lines = 1
  for (let at = 0; at < bytes.length; at++) if (bytes[at] === newline) lines++
  const starts = new Uint32Array(lines)
  let line = 0
  for (let at = 0; line < lines - 1; at++) if (bytes[at] === newline) starts[++line] = at + 1
  return starts
}
