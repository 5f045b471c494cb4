/** One token: where it starts, where it ends, and its first byte; comments and white space lie between tokens. */
interface Token {
  start: number
  end: number
}

/** Reads the token at or after `at`; start === end === limit at the end. */
function readToken(bytes: Buffer, at: number, limit: number, token: Token): void {
  let p = at
  for (;;) {
    const c = bytes[p]!
    if (p >= limit) break
    if (c === 0x20 || (c >= 0x09 && c <= 0x0d)) p++
    else if (c === 0x2d && bytes[p + 1] === 0x2d) {
      const line = bytes.indexOf(0x0a, p)
      p = line === -1 ? limit : line + 1
    } else if (c === 0x2f && bytes[p + 1] === 0x2a) p = skipComment(bytes, p, limit)
    else break
  }
  token.start = p = Math.min(p, limit)
  if (p < limit) {
    const c = bytes[p]!
    if (c === 0x27) p = skipQuoted(bytes, p + 1, limit, 0x27, false)
    else if ((c === 0x45 || c === 0x65) && bytes[p + 1] === 0x27) p = skipQuoted(bytes, p + 2, limit, 0x27, true)
    else if (c === 0x22) p = skipQuoted(bytes, p + 1, limit, 0x22, false)
    else if (c === 0x24) p = skipDollar(bytes, p, limit)
    else if (isWord(c)) {
      while (p < limit && (isWord(bytes[p]!) || bytes[p] === 0x24)) p++
    } else p++
  }
  token.end = Math.min(p, limit)
}

function isWord(c: number): boolean {
  return c >= 0x80 || c === 0x5f || (c >= 0x30 && c <= 0x39) || (c >= 0x41 && c <= 0x5a) || (c >= 0x61 && c <= 0x7a)
}

function skipQuoted(bytes: Buffer, at: number, limit: number, quote: number, escapes: boolean): number {
  let p = at
  while (p < limit) {
    const c = bytes[p]!
    if (escapes && c === 0x5c) p += 2
    else if (c !== quote) p++
    else if (bytes[p + 1] === quote) p += 2
    else return p + 1
  }
  return limit
}

function skipDollar(bytes: Buffer, at: number, limit: number): number {
  let p = at + 1
  while (p < limit && isWord(bytes[p]!)) p++
  if (bytes[p] !== 0x24) return at + 1
  const tag = bytes.subarray(at, p + 1)
  const close = bytes.indexOf(tag, p + 1)
  return close === -1 ? limit : close + tag.length
}

function skipComment(bytes: Buffer, at: number, limit: number): number {
  let depth = 0
  let p = at
  while (p < limit) {
    if (bytes[p] === 0x2f && bytes[p + 1] === 0x2a) (depth++, (p += 2))
    else if (bytes[p] === 0x2a && bytes[p + 1] === 0x2f) {
      p += 2
      if (--depth === 0) return p
    } else p++
  }
  return limit
}

const open = new Set([0x28, 0x5b])
const close = new Set([0x29, 0x5d])
const comma = 0x2c
const semicolon = 0x3b

/**
 * Starts of the items of a comma-separated list whose first item begins at or after `at`, at the depth of its first token.
 */
export function findListItems(bytes: Buffer, at: number, limit: number): number[] {
  const token: Token = { start: at, end: at }
  const starts: number[] = []
  let depth = 0
  let fresh = true
  for (readToken(bytes, at, limit, token); token.start < token.end; readToken(bytes, token.end, limit, token)) {
    const c = bytes[token.start]!
    if (fresh) {
      starts.push(token.start)
      fresh = false
    }
    if (open.has(c)) depth++
    else if (close.has(c)) {
      if (depth-- === 0) break
    } else if (depth > 0) continue
    else if (c === comma) fresh = true
    else if (c === semicolon) break
  }
  return starts
}

/** Where the thing that begins at `at` ends: before the `,`, `)`, `]` or `;` of its depth, white space and comments excluded. */
export function findItemEnd(bytes: Buffer, at: number, limit: number): number {
  const token: Token = { start: at, end: at }
  let depth = 0
  let end = at
  for (readToken(bytes, at, limit, token); token.start < token.end; readToken(bytes, token.end, limit, token)) {
    const c = bytes[token.start]!
    if (open.has(c)) depth++
    else if (close.has(c)) {
      if (depth-- === 0) break
    } else if (depth === 0 && (c === comma || c === semicolon)) break
    end = token.end
  }
  return end
}

/** Start of the first token after the one at `at`. */
export function findNextToken(bytes: Buffer, at: number, limit: number): number {
  const token: Token = { start: at, end: at }
  readToken(bytes, at, limit, token)
  readToken(bytes, token.end, limit, token)
  return token.start
}

/** End of the last token before `limit`, from a token's start at `at`. */
export function findLastTokenEnd(bytes: Buffer, at: number, limit: number): number {
  const token: Token = { start: at, end: at }
  let end = at
  for (readToken(bytes, at, limit, token); token.start < token.end; readToken(bytes, token.end, limit, token))
    end = token.end
  return end
}

/** Start of the first token, at or after `at` and outside parentheses, that is one of these (upper-case) words. */
export function findWord(bytes: Buffer, at: number, limit: number, ...words: string[]): number | undefined {
  const token: Token = { start: at, end: at }
  let depth = 0
  for (readToken(bytes, at, limit, token); token.start < token.end; readToken(bytes, token.end, limit, token)) {
    const c = bytes[token.start]!
    if (open.has(c)) depth++
    else if (close.has(c)) depth--
    else if (depth === 0 && words.includes(bytes.toString('latin1', token.start, token.end).toUpperCase()))
      return token.start
  }
  return undefined
}

/** Starts of the elements of CREATE SCHEMA: every CREATE and GRANT outside parentheses after the first. */
export function findSchemaElements(bytes: Buffer, at: number, limit: number): number[] {
  const token: Token = { start: at, end: at }
  const starts: number[] = []
  let depth = 0
  let before = ''
  for (readToken(bytes, at, limit, token); token.start < token.end; readToken(bytes, token.end, limit, token)) {
    const c = bytes[token.start]!
    if (open.has(c)) depth++
    else if (close.has(c)) depth--
    if (depth > 0) continue
    const word = token.end - token.start < 12 ? bytes.toString('latin1', token.start, token.end).toUpperCase() : ''
    const begins =
      (word === 'CREATE' && before !== 'GRANT' && before !== ',') || (word === 'GRANT' && before !== 'WITH')
    if (begins) starts.push(token.start)
    before = word
  }
  return starts.slice(1)
}
