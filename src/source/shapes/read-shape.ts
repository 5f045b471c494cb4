import { ampersand, close, colon, doubleQuote, open, point, quote, semicolon } from '../../core/byte.ts'
import { inWord, isSpace, quotedEnd, startsWord, wordEnd } from '../../core/sql-lexer.ts'
import { keyWords } from './key-words.ts'
import { isWord, placeOf, WordCache } from './word-cache.ts'

/** The tokens of a statement, names and texts left open: what its tree depends on but for those and their places. */
export interface Shape {
  /** The statement stands in these, from `start` to before `end`. */
  readonly bytes: Buffer
  readonly start: number
  readonly end: number
  readonly count: number
  /** By token: `nameCode`, `textCode`, or what the token is. */
  readonly codes: Int32Array
  /** By token: byte offsets from the statement's start. */
  readonly starts: Int32Array
  readonly ends: Int32Array
  /** By token: the value of a name or text, as the grammar has it. */
  readonly values: readonly string[]
  readonly hash: number
}

type MutableShape = { -readonly [Field in keyof Shape]: Shape[Field] } & { readonly values: string[] }

export const nameCode = 1
export const textCode = 2
const emptyText = 3
/** Then the key words, the punctuation (128 for each way to stand), the numbers. */
const firstKeyWord = 16
const firstPunctuation = 1024
const firstNumber = 2048

const plainPunctuation = new Uint8Array(256)
for (const byte of Buffer.from('(),.:[]+-*/<>=~!@#%^&|')) plainPunctuation[byte] = 1
const wholeNumber = /^\d{1,9}$/
const foldedName = /^[a-z_][a-z0-9_$]*$/

const longest = 1000
/** NAMEDATALEN - 1: what is longer, the grammar cuts. */
const longestName = 63

const wordCodes = new Map<string, number>()
// The grammar itself compares the names of roles to these two.
for (const [index, word] of [...keyWords, 'public'].entries()) {
  wordCodes.set(word, firstKeyWord + index)
  wordCodes.set(word.toUpperCase(), firstKeyWord + index)
}
const comparedNames = new Set(['public', 'none'])

/** 0 for a name that the grammar folds. */
function codeOfWord(word: string): number {
  return wordCodes.get(word) ?? (foldedName.test(word) ? nameCode : 0)
}

/** The code of a key word. */
export function keyWordCode(word: string): number {
  return wordCodes.get(word)!
}

export function isKeyWord(code: number): boolean {
  return code >= firstKeyWord && code < firstPunctuation
}

/** Which punctuation a code stands for; 0 for other tokens. */
export function punctuationOf(code: number): number {
  return code >= firstPunctuation && code < firstNumber ? (code - firstPunctuation) & 127 : 0
}

const codeOf = (words: string): Set<number> => new Set(words.split(' ').map((word) => wordCodes.get(word)!))
/** In these statements the grammar takes names and texts over as they are; in others some of them mean something. */
const verbs = codeOf('alter comment create grant')
const objects = codeOf('index on sequence table trigger unique view')
const grant = wordCodes.get('grant')

/** Reads shapes, one at a time: the next takes the place of the one before. */
export class ShapeReader {
  readonly #words = new WordCache(codeOfWord)
  readonly #shape: MutableShape = {
    bytes: Buffer.alloc(0),
    start: 0,
    end: 0,
    count: 0,
    codes: new Int32Array(longest),
    starts: new Int32Array(longest),
    ends: new Int32Array(longest),
    values: Array.from({ length: longest }, () => ''),
    hash: 0,
  }

  /** The shape of a statement without its `;`. Undefined for rare spellings, long statements, and most kinds of them. */
  read(text: Buffer): Shape | undefined {
    return this.#read(text, 0, text.length, false)
  }

  /**
   * The same of the statement that begins here, up to its `;`, which is found as psql finds it. Undefined too for what goes on to
   * the end without one.
   */
  readFrom(bytes: Buffer, start: number): Shape | undefined {
    return this.#read(bytes, start, bytes.length, true)
  }

  /** All bytes of a source pass through here: what is called for each word takes longer than what is done. */
  #read(bytes: Buffer, start: number, limit: number, toSemicolon: boolean): Shape | undefined {
    const shape = this.#shape
    const { codes, starts, ends, values } = shape
    const { words, codes: wordCodes } = this.#words
    shape.bytes = bytes
    shape.start = start
    let count = 0
    let hash = 0
    let depth = 0
    let at = start
    /** Where the token before ends. */
    let last = -1
    for (; ; at = last) {
      while (at < limit && isSpace(bytes[at]!)) at++
      if (at === limit) {
        if (toSemicolon) return undefined
        break
      }
      if (count === longest) return undefined
      const byte = bytes[at]!
      let stop = at + 1
      let code: number
      if (startsWord(byte)) {
        let wordHash = byte
        for (; stop < limit; stop++) {
          const next = bytes[stop]!
          if (!inWord(next)) break
          wordHash = (Math.imul(wordHash, 31) + next) | 0
        }
        // What goes on with a quote or & is the prefix of a text: E'…', U&'…'.
        if (stop - at > longestName || bytes[stop] === quote || bytes[stop] === ampersand) return undefined
        const place = placeOf(wordHash)
        if (!isWord(words[place]!, bytes, at, stop)) this.#words.learn(place, bytes, at, stop)
        values[count] = words[place]!
        code = wordCodes[place]!
        if (code === 0) return undefined
      } else {
        if (byte === semicolon && depth === 0 && toSemicolon) break
        if (byte === open) depth++
        else if (byte === close && depth > 0) depth--
        stop = this.#readOther(bytes, at, limit, count, at === last)
        if (stop === -1) return undefined
        code = codes[count]!
      }
      if (count < 2 && !(count === 0 ? verbs.has(code) : codes[0] === grant || objects.has(code))) return undefined
      codes[count] = code
      starts[count] = at - start
      ends[count] = stop - start
      hash = (Math.imul(hash, 31) + code) | 0
      count++
      last = stop
    }
    if (count === 0 || starts[0] !== 0) return undefined
    shape.end = at
    shape.count = count
    shape.hash = hash
    return shape
  }

  #readOther(bytes: Buffer, at: number, limit: number, index: number, joined: boolean): number {
    const { codes, values } = this.#shape
    const byte = bytes[at]!
    if (plainPunctuation[byte] !== 0 && !startsComment(bytes, at)) {
      // A variable of psql's, :name, is none of the grammar's.
      if (byte === colon && bytes[at + 1] !== colon && !(joined && bytes[at - 1] === colon)) return -1
      codes[index] = firstPunctuation + byte + (joined ? 128 : 0)
      return at + 1
    }
    if (byte === quote || byte === doubleQuote) {
      const stop = quotedEnd(bytes, at, limit, false)
      const value = unquote(bytes.toString('utf8', at, stop))
      if (value === undefined) return -1
      values[index] = value
      if (byte === doubleQuote) {
        codes[index] = nameCode
        return value === '' || stop - at - 2 > longestName || comparedNames.has(value) ? -1 : stop
      }
      codes[index] = value === '' ? emptyText : textCode
      // Two texts on two lines are one.
      return index > 0 && bytes[this.#shape.start + this.#shape.ends[index - 1]! - 1] === quote ? -1 : stop
    }
    if (byte >= 0x30 && byte <= 0x39) {
      const stop = wordEnd(bytes, at, limit)
      const number = bytes.toString('latin1', at, stop)
      if (!wholeNumber.test(number) || bytes[stop] === point || (joined && bytes[at - 1] === point)) return -1
      codes[index] = firstNumber + Number(number)
      return stop
    }
    return -1
  }
}

function startsComment(bytes: Buffer, at: number): boolean {
  return (bytes[at] === 0x2d && bytes[at + 1] === 0x2d) || (bytes[at] === 0x2f && bytes[at + 1] === 0x2a)
}

/** What stands between quotes; undefined where they are not closed, or a NUL ends the text before. */
function unquote(text: string): string | undefined {
  const mark = text[0]!
  if (text.length < 2 || !text.endsWith(mark) || text.includes('\0')) return undefined
  const inside = text.slice(1, -1)
  if (!inside.includes(mark)) return inside
  const parts = inside.split(mark + mark)
  return parts.some((part) => part.includes(mark)) ? undefined : parts.join(mark)
}
