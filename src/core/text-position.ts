import type { Evidence } from './diagnostic.ts'

const newline = 0x0a

/** Maps byte offsets of one UTF-8 text to lines and columns; the line table is made at the first question. */
export class TextPositions {
  readonly file: string
  readonly bytes: Buffer
  #lineStarts: number[] | undefined

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
    const before = this.bytes.toString('utf8', starts[low]!, offset)
    return { line: low + 1, column: [...before.replace(/^\uFEFF/, '')].length + 1 }
  }

  /** Evidence for the bytes from `start` to `end`, white space folded, cut at 200 code points. */
  evidence(start: number, end: number): Evidence {
    const text = this.bytes
      .toString('utf8', start, Math.min(end, start + 1200))
      .replace(/\s+/g, ' ')
      .trim()
    const points = [...text]
    return {
      file: this.file,
      ...this.at(start),
      text: points.length > 200 ? `${points.slice(0, 199).join('')}…` : text,
    }
  }
}

function findLineStarts(bytes: Buffer): number[] {
  const starts = [0]
  for (let at = bytes.indexOf(newline); at !== -1; at = bytes.indexOf(newline, at + 1)) starts.push(at + 1)
  return starts
}
