import { isKeyWord, keyWordCode, nameCode, punctuationOf, type Shape } from './read-shape.ts'
import { close, closeBracket, comma, open, openBracket, point } from '../../core/byte.ts'

/** The elements of a CREATE TABLE. */
export interface Elements {
  count: number
  /** The token with which each begins; behind the last one the token behind the list. */
  readonly starts: number[]
  readonly hashes: number[]
}

const create = keyWordCode('create')
const table = keyWordCode('table')
/** Behind these stands no such list. */
const others = new Set(['of', 'as'].map(keyWordCode))

/** Finds the elements of `CREATE TABLE [IF NOT EXISTS] [schema.]name (…)` and nothing else; false for all that is not that. */
export function findElements({ count, codes }: Shape, found: Elements): boolean {
  if (codes[0] !== create || codes[1] !== table) return false
  let at = 2
  while (at < count && isHead(codes[at]!)) at++
  if (at === count || punctuationOf(codes[at]!) !== open || punctuationOf(codes[count - 1]!) !== close) return false
  let depth = 1
  let hash = 0
  found.count = 0
  found.starts[0] = ++at
  for (; at < count; at++) {
    const code = codes[at]!
    const byte = punctuationOf(code)
    if (byte === open || byte === openBracket) depth++
    else if (byte === close || byte === closeBracket) depth--
    if (depth === 0 ? at === count - 1 : depth === 1 && byte === comma) {
      found.hashes[found.count++] = hash
      found.starts[found.count] = at + 1
      hash = 0
    } else if (depth === 0) return false
    else hash = (Math.imul(hash, 31) + code) | 0
  }
  return depth === 0
}

/** IF NOT EXISTS, names, and the key words that may be names. */
function isHead(code: number): boolean {
  return code === nameCode || punctuationOf(code) === point || (isKeyWord(code) && !others.has(code))
}
