import { backslash, dollar, doubleQuote, minus, newline, quote, slash, star } from './byte.ts'

// PostgreSQL's lexical rules over bytes (scan.l), for finding where things end. It judges nothing: text that the parser
// would refuse comes out as some tokens or other.

export type TokenKind = 'word' | 'quoted-name' | 'string' | 'number' | 'punctuation' | 'comment' | 'end'

export interface Token {
  readonly kind: TokenKind
  /** Byte offsets. */
  readonly start: number
  readonly end: number
}

/** 1: starts a word; 2: goes on in one. High bytes are letters, as in PostgreSQL. */
const wordClass = new Uint8Array(256)
for (let byte = 0; byte < 256; byte++) {
  const letter = (byte >= 0x61 && byte <= 0x7a) || (byte >= 0x41 && byte <= 0x5a) || byte === 0x5f || byte >= 0x80
  if (letter) wordClass[byte] = 3
  else if ((byte >= 0x30 && byte <= 0x39) || byte === dollar) wordClass[byte] = 2
}

export function startsWord(byte: number): boolean {
  return (wordClass[byte]! & 1) !== 0
}

/** Whether a word may go on with it. */
export function inWord(byte: number): boolean {
  return wordClass[byte]! !== 0
}

export function isSpace(byte: number): boolean {
  return byte === 0x20 || (byte >= 0x09 && byte <= 0x0d)
}

/** The end of the word that starts at `at`. */
export function wordEnd(bytes: Uint8Array, at: number, end: number): number {
  while (at < end && wordClass[bytes[at]!] !== 0) at++
  return at
}

/** The end of a quoted text whose opening quote stands at `at`; `end` where it is never closed. */
export function quotedEnd(bytes: Uint8Array, at: number, end: number, escapes: boolean): number {
  const mark = bytes[at]!
  for (let i = at + 1; i < end; i++) {
    const byte = bytes[i]!
    if (byte === mark) {
      if (bytes[i + 1] !== mark) return i + 1
      i++
    } else if (escapes && byte === backslash) i++
  }
  return end
}

/** The end of the dollar-quoted text at `at`; `at` where there is none (a parameter, a lone dollar). */
export function dollarQuoteEnd(bytes: Buffer, at: number, end: number): number {
  let tagEnd = at + 1
  if (tagEnd < end && startsWord(bytes[tagEnd]!))
    while (tagEnd < end && wordClass[bytes[tagEnd]!] !== 0 && bytes[tagEnd] !== dollar) tagEnd++
  if (bytes[tagEnd] !== dollar) return at
  const tag = bytes.subarray(at, tagEnd + 1)
  const close = bytes.indexOf(tag, tagEnd + 1)
  return close === -1 || close + tag.length > end ? end : close + tag.length
}

/** The end of a comment that starts at `at`; `at` where none does. A line comment ends before its newline. */
export function commentEnd(bytes: Buffer, at: number, end: number): number {
  if (bytes[at] === minus && bytes[at + 1] === minus) {
    const line = bytes.indexOf(newline, at)
    return line === -1 || line > end ? end : line
  }
  if (bytes[at] !== slash || bytes[at + 1] !== star) return at
  const close = blockCommentEnd(bytes, at, end)
  return close === -1 ? end : close
}

/** The end of the nested comment that opens at `at`; -1 where it is never closed. */
export function blockCommentEnd(bytes: Uint8Array, at: number, end: number): number {
  let depth = 1
  for (let i = at + 2; i < end; i++) {
    if (bytes[i] === star && bytes[i + 1] === slash) {
      i++
      if (--depth === 0) return i + 1
    } else if (bytes[i] === slash && bytes[i + 1] === star) {
      depth++
      i++
    }
  }
  return -1
}

/** Whether the word is one of the prefixes that make the quote after it something else: E'', B'', X'', N'', U&''. */
function isStringPrefix(bytes: Uint8Array, start: number, end: number): boolean {
  if (end - start !== 1 || bytes[end] !== quote) return false
  const letter = bytes[start]! | 0x20
  return letter === 0x65 || letter === 0x62 || letter === 0x78 || letter === 0x6e
}

/** The token at or after `at`, white space skipped; comments are tokens. */
export function nextToken(bytes: Buffer, at: number, end: number): Token {
  while (at < end && isSpace(bytes[at]!)) at++
  if (at >= end) return { kind: 'end', start: end, end }
  const byte = bytes[at]!
  if (startsWord(byte)) {
    const stop = wordEnd(bytes, at, end)
    if (isStringPrefix(bytes, at, stop))
      return { kind: 'string', start: at, end: quotedEnd(bytes, stop, end, (byte | 0x20) === 0x65) }
    if (stop - at === 1 && (byte | 0x20) === 0x75 && bytes[stop] === 0x26) {
      const mark = bytes[stop + 1]
      if (mark === quote) return { kind: 'string', start: at, end: quotedEnd(bytes, stop + 1, end, false) }
      if (mark === doubleQuote) return { kind: 'quoted-name', start: at, end: quotedEnd(bytes, stop + 1, end, false) }
    }
    return { kind: 'word', start: at, end: stop }
  }
  if (byte === quote) return { kind: 'string', start: at, end: quotedEnd(bytes, at, end, false) }
  if (byte === doubleQuote) return { kind: 'quoted-name', start: at, end: quotedEnd(bytes, at, end, false) }
  if (byte === dollar) {
    const stop = dollarQuoteEnd(bytes, at, end)
    if (stop > at) return { kind: 'string', start: at, end: stop }
  }
  const comment = commentEnd(bytes, at, end)
  if (comment > at) return { kind: 'comment', start: at, end: comment }
  if (byte >= 0x30 && byte <= 0x39) {
    let stop = at + 1
    while (stop < end && (wordClass[bytes[stop]!] !== 0 || bytes[stop] === 0x2e)) stop++
    return { kind: 'number', start: at, end: stop }
  }
  return { kind: 'punctuation', start: at, end: at + 1 }
}

/** The tokens from `at` to `end`, without comments. */
export function* tokens(bytes: Buffer, at: number, end: number): Generator<Token, void> {
  for (let token = nextToken(bytes, at, end); token.kind !== 'end'; token = nextToken(bytes, token.end, end))
    if (token.kind !== 'comment') yield token
}

/** A word folded to lower case, ASCII only, as key words are compared. */
export function keyword(bytes: Buffer, token: Token): string {
  return token.kind === 'word' ? bytes.toString('latin1', token.start, token.end).toLowerCase() : ''
}
