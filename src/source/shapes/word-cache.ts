const size = 1 << 16

/** Where the word of this hash stands in a cache, if it does. */
export function placeOf(hash: number): number {
  return (hash ^ (hash >>> 16)) & (size - 1)
}

/** Whether these bytes are the word. */
export function isWord(word: string, bytes: Buffer, start: number, end: number): boolean {
  if (word.length !== end - start) return false
  for (let index = 0; index < word.length; index++) if (word.charCodeAt(index) !== bytes[start + index]) return false
  return true
}

/** One string for a word however often it stands in a source, and a code that is found once. */
export class WordCache {
  /** By place; '' where there is none. */
  readonly words = Array.from({ length: size }, () => '')
  readonly codes = new Int32Array(size)
  readonly #codeOf: (word: string) => number

  constructor(codeOf: (word: string) => number) {
    this.#codeOf = codeOf
  }

  /** Puts the word of these bytes in its place, for the one that stood there. */
  learn(place: number, bytes: Buffer, start: number, end: number): void {
    const word = bytes.toString('latin1', start, end)
    this.words[place] = word
    this.codes[place] = this.#codeOf(word)
  }
}
