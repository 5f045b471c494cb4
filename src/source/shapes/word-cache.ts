const size = 1 << 16

/** One string for a word however often it stands in a source, and a code that is found once. */
export class WordCache {
  readonly words = Array.from({ length: size }, () => '')
  readonly codes = new Int32Array(size)
  readonly #codeOf: (word: string) => number

  constructor(codeOf: (word: string) => number) {
    this.#codeOf = codeOf
  }

  /** Where the word of these bytes stands in `words` and `codes`, until the next is looked for. */
  find(bytes: Buffer, start: number, end: number): number {
    let hash = end - start
    for (let at = start; at < end; at++) hash = (Math.imul(hash, 31) + bytes[at]!) | 0
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
