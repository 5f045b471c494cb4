import { clauseEnd } from '../core/sql-cut.ts'
import { keyword, nextToken, tokens } from '../core/sql-lexer.ts'
import { comma, semicolon } from '../core/byte.ts'

// Nodes of the parse tree have a start and no end, and sub-commands, list items and elements not even that: they are
// found here, by tokens. All offsets are bytes of the file.

/** +1 for what opens, -1 for what closes, 0 for all else. */
function nesting(byte: number): number {
  if (byte === 0x28 || byte === 0x5b) return 1
  return byte === 0x29 || byte === 0x5d ? -1 : 0
}

/** Starts of the items of a comma-separated list whose first item begins at or after `at`. */
export function findListItems(bytes: Buffer, at: number, limit: number): number[] {
  const starts: number[] = []
  let depth = 0
  let fresh = true
  for (const token of tokens(bytes, at, limit)) {
    if (fresh) starts.push(token.start)
    fresh = false
    if (token.kind !== 'punctuation') continue
    const byte = bytes[token.start]!
    depth += nesting(byte)
    if (depth < 0 || (depth === 0 && byte === semicolon)) break
    fresh = depth === 0 && byte === comma
  }
  return starts
}

/** Where the thing that begins at `at` ends: before the `,`, `)` or `;` of its depth, white space and comments left out. */
export function findItemEnd(bytes: Buffer, at: number, limit: number): number {
  return clauseEnd(bytes, at, limit)
}

/** Start of the first token after the one at `at`. */
export function findNextToken(bytes: Buffer, at: number, limit: number): number {
  let token = nextToken(bytes, nextToken(bytes, at, limit).end, limit)
  while (token.kind === 'comment') token = nextToken(bytes, token.end, limit)
  return token.start
}

/** End of the last token before `limit`, from a token's start at `at`. */
export function findLastTokenEnd(bytes: Buffer, at: number, limit: number): number {
  let end = at
  for (const token of tokens(bytes, at, limit)) end = token.end
  return end
}

/** Start of the first token, at or after `at` and outside parentheses, that is this (lower-case) word. */
export function findWord(bytes: Buffer, at: number, limit: number, word: string): number | undefined {
  let depth = 0
  for (const token of tokens(bytes, at, limit)) {
    if (token.kind === 'punctuation') depth += nesting(bytes[token.start]!)
    else if (depth === 0 && token.end - token.start === word.length && keyword(bytes, token) === word)
      return token.start
  }
  return undefined
}

/** Starts of the elements of CREATE SCHEMA: every CREATE and GRANT outside parentheses after the first. */
export function findSchemaElements(bytes: Buffer, at: number, limit: number): number[] {
  const starts: number[] = []
  let depth = 0
  let before = ''
  for (const token of tokens(bytes, at, limit)) {
    if (token.kind === 'punctuation') depth += nesting(bytes[token.start]!)
    if (depth > 0) continue
    const word = bytes[token.start] === comma ? ',' : keyword(bytes, token)
    // CREATE is a privilege too: GRANT CREATE, USAGE ON …; and there is WITH GRANT OPTION.
    if (word === 'create' ? before !== 'grant' && before !== ',' : word === 'grant' && before !== 'with')
      starts.push(token.start)
    before = word
  }
  return starts.slice(1)
}
