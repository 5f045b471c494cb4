import { commentEnd, isSpace, keyword, nextToken, tokens, type Token } from './sql-lexer.ts'

/** A stretch of bytes, `end` exclusive. */
export interface Span {
  readonly start: number
  readonly end: number
}

const comma = 0x2c
const open = 0x28
const close = 0x29
const openBracket = 0x5b
const closeBracket = 0x5d
const semicolon = 0x3b

function depthChange(bytes: Buffer, token: Token): number {
  if (token.kind !== 'punctuation') return 0
  const byte = bytes[token.start]
  if (byte === open || byte === openBracket) return 1
  return byte === close || byte === closeBracket ? -1 : 0
}

/**
 * Where the clause that starts at `from` ends: at the `,`, `;` or closing parenthesis of its own depth, or at `end`;
 * white space and comments before that are not part of it.
 */
export function clauseEnd(bytes: Buffer, from: number, end: number): number {
  let depth = 0
  let last = from
  for (const token of tokens(bytes, from, end)) {
    const change = depthChange(bytes, token)
    if (change < 0 && depth === 0) break
    depth += change
    if (depth === 0 && change === 0 && token.kind === 'punctuation') {
      const byte = bytes[token.start]
      if (byte === comma || byte === semicolon) break
    }
    last = token.end
  }
  return last
}

/** What ends a column constraint that is not inside parentheses: the next one. */
const constraintStarts = new Set(['constraint', 'references', 'check', 'default', 'generated', 'primary', 'unique', 'collate', 'null']) // prettier-ignore

/**
 * The span of the inline column constraint that starts at `from` (at its CONSTRAINT where it has a name), with its
 * attributes (DEFERRABLE …, NOT VALID), to the next constraint or the end of the column.
 */
export function columnConstraintSpan(bytes: Buffer, from: number, end: number): Span {
  const stop = clauseEnd(bytes, from, end)
  let kind = ''
  let named = false
  let depth = 0
  let last = from
  let previous = ''
  let before = ''
  for (const token of tokens(bytes, from, stop)) {
    const word = depth === 0 ? keyword(bytes, token) : ''
    if (kind === '') {
      if (named) named = false
      else if (word === 'constraint') named = true
      else kind = word === '' ? '?' : word
    } else if (depth === 0 && word !== '' && endsConstraint(bytes, kind, word, previous, before, token, stop)) break
    depth += depthChange(bytes, token)
    last = token.end
    before = previous
    previous = word
  }
  return { start: from, end: last }
}

/** Whether `word`, outside parentheses, is the first of another constraint rather than a part of this one. */
function endsConstraint(
  bytes: Buffer,
  kind: string,
  word: string,
  previous: string,
  before: string,
  token: Token,
  end: number,
): boolean {
  if (word === 'not') {
    const after = keyword(bytes, nextToken(bytes, token.end, end))
    return after === 'null'
  }
  if (!constraintStarts.has(word)) return false
  if (word === 'null') return previous !== 'set' && previous !== 'default' && previous !== 'not' && before !== 'default'
  if (word === 'default') return previous !== 'set' && previous !== 'by'
  // DEFAULT x COLLATE "C" belongs to the expression; GENERATED … AS is one constraint.
  return !(word === 'collate' && kind === 'default')
}

/**
 * What to take out so that the list item that starts at `from` is gone: the item, the comma that it no longer needs, and
 * the white space up to the next item. Comments of other items stay.
 *
 * `last` says that the item is cut together with all after it, so that the comma before it goes.
 */
export function listItemSpan(bytes: Buffer, from: number, listStart: number, end: number): Span {
  const itemEnd = clauseEnd(bytes, from, end)
  const after = nextSolidToken(bytes, itemEnd, end)
  if (after.kind === 'punctuation' && bytes[after.start] === comma) {
    let stop = after.end
    while (stop < end && isSpace(bytes[stop]!)) stop++
    // A comment behind the comma, on the same line, speaks of the item that goes.
    return { start: from, end: sameLineCommentEnd(bytes, after.end, stop, end) }
  }
  const before = lastCommaBefore(bytes, listStart, from)
  return { start: before ?? from, end: itemEnd }
}

function sameLineCommentEnd(bytes: Buffer, from: number, stop: number, end: number): number {
  if (bytes.subarray(from, stop).includes(0x0a)) return stop
  const comment = commentEnd(bytes, stop, end)
  if (comment === stop) return stop
  let next = comment
  while (next < end && isSpace(bytes[next]!)) next++
  return bytes.subarray(comment, next).includes(0x0a) ? next : stop
}

function nextSolidToken(bytes: Buffer, at: number, end: number): Token {
  let token = nextToken(bytes, at, end)
  while (token.kind === 'comment') token = nextToken(bytes, token.end, end)
  return token
}

/** The last comma that directly precedes `at`, comments aside. */
function lastCommaBefore(bytes: Buffer, from: number, at: number): number | undefined {
  let found: number | undefined
  for (const token of tokens(bytes, from, at))
    found = token.kind === 'punctuation' && bytes[token.start] === comma ? token.start : undefined
  return found
}
