import { inWord } from '../../core/sql-lexer.ts'

const size = 1 << 16

/** One string for a word however often it stands in a source, and a code that is found once. */
export class WordCache {
  readonly words = Array.from({ length: size }, () => '')
  readonly codes = new Int32Array(size)
  /** Where the word ends that was found last. */
  end = 0
  readonly #codeOf: (word: string) => number

  constructor(codeOf: (word: string) => number) {
    this.#codeOf = codeOf
  }

  /** Where the word that begins here stands in `words` and `codes`, until the next is looked for. */
  find(bytes: Buffer, start: number, limit: number): number {
    let hash = 0
    let end = start
    for (; end < limit; end++) {
      const byte = bytes[end]!
      if (!inWord(byte)) break
      hash = (Math.imul(hash, 31) + byte) | 0
    }
    this.end = end
    const place = (hash ^ (hash >>> 16)) & (size - 1)
    if (!isWord(this.words[place]!, bytes, start, end)) {
      const word = bytes.toString('latin1', start, end)
      this.words[place] = word
      this.codes[place] = this.#codeOf(word)
    }
    return place
  }
}

function isWord(word: string, bytes: Buffer, start: number, end: number): boolean {
  if (word.length !== end - start) return false
  for (let index = 0; index < word.length; index++) if (word.charCodeAt(index) !== bytes[start + index]) return false
  return true
}
