import type { Evidence } from './diagnostic.ts'
import { newline } from './byte.ts'

/** Bytes that need not all be at hand: a Buffer, or a file. */
export interface Bytes {
  readonly length: number
  subarray(start: number, end: number): Buffer
}

/** Maps byte offsets of one UTF-8 text to lines and columns; lines are counted at the first question. */
export class TextPositions {
  readonly file: string
  readonly #text: Bytes
  #linesBefore: Uint32Array | undefined

  constructor(file: string, text: Bytes) {
    this.file = file
    this.#text = text
  }

  /** Counts the lines now: all of the text is read for it. */
  countLines(): void {
    this.#linesBefore ??= countLines(this.#text)
  }

  /** 1-based line and column (in code points) of a byte offset. */
  at(offset: number): { line: number; column: number } {
    const text = this.#text
    const before = (this.#linesBefore ??= countLines(text))
    const end = Math.min(offset, text.length)
    const block = Math.floor(end / blockSize)
    const line = before[block]! + countNewlines(text.subarray(block * blockSize, end)) + 1
    return { line, column: columnAt(text.subarray(lineStart(text, end), end)) }
  }

  /** Evidence for the bytes from `start` to `end`, white space folded, cut at 200 code points. */
  evidence(start: number, end: number): Evidence {
    const text = this.#text
      .subarray(start, Math.min(end, start + 1200))
      .toString('utf8')
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
function countLines(text: Bytes): Uint32Array {
  const before = new Uint32Array(Math.floor(text.length / blockSize) + 1)
  for (let block = 1; block < before.length; block++)
    before[block] = before[block - 1]! + countNewlines(text.subarray((block - 1) * blockSize, block * blockSize))
  return before
}

/** Four bytes at a time, each beside the others in a number: lines are short, so that asking for the next newline takes four times as long. */
function countNewlines(bytes: Buffer): number {
  const end = bytes.length
  let lines = 0
  let at = 0
  for (; at < end && (bytes.byteOffset + at) % 4 !== 0; at++) if (bytes[at] === newline) lines++
  const count = (end - at) >> 2
  if (count > 0) {
    const words = new Int32Array(bytes.buffer, bytes.byteOffset + at, count)
    for (let index = 0; index < count; index++) {
      const differs = words[index]! ^ fourNewlines
      // The highest bit of each byte that is a newline, and no other.
      const found = ~(((differs & lowBits) + lowBits) | differs | lowBits)
      if (found !== 0) lines += ((found >>> 7) & 1) + ((found >>> 15) & 1) + ((found >>> 23) & 1) + (found >>> 31)
    }
    at += count * 4
  }
  for (; at < end; at++) if (bytes[at] === newline) lines++
  return lines
}

const fourNewlines = 0x0a0a0a0a
const lowBits = 0x7f7f7f7f

function lineStart(text: Bytes, offset: number): number {
  let end = offset
  for (let start = end; start > 0; end = start) {
    start = Math.max(0, end - blockSize)
    const found = text.subarray(start, end).lastIndexOf(newline)
    if (found !== -1) return start + found + 1
  }
  return 0
}
