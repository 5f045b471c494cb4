import { ampersand, close, closeBracket, comma, open, openBracket, quote, semicolon } from './byte.ts'
import { isSpace, keyword, nextToken, startsWord, tokens, wordEnd, type Token } from './sql-lexer.ts'

/** A stretch of bytes, `end` exclusive. */
export interface Span {
  readonly start: number
  readonly end: number
}

function depthChange(bytes: Buffer, token: Token): number {
  if (token.kind !== 'punctuation') return 0
  const byte = bytes[token.start]
  if (byte === open || byte === openBracket) return 1
  return byte === close || byte === closeBracket ? -1 : 0
}

const noWords: ReadonlySet<string> = new Set()

/**
 * Where the clause that starts at `from` ends: at the `,`, `;` or closing parenthesis of its own depth, or at `end`;
 * white space and comments before that are not part of it. Of a list that another clause follows, `stopWords` are the words
 * that such a clause begins with; the first word of an item is never one.
 */
export function clauseEnd(bytes: Buffer, from: number, end: number, stopWords: ReadonlySet<string> = noWords): number {
  let depth = 0
  let last = from
  let at = from
  for (;;) {
    // Most of a clause is words and blanks, for which no tokens are made.
    if (stopWords.size === 0)
      for (; at < end; at = last) {
        while (at < end && isSpace(bytes[at]!)) at++
        if (at === end || !startsWord(bytes[at]!)) break
        const stop = wordEnd(bytes, at, end)
        // It may be a prefix of a text.
        if (bytes[stop] === quote || bytes[stop] === ampersand) break
        last = stop
      }
    const token = nextToken(bytes, at, end)
    if (token.kind === 'end') break
    at = token.end
    if (token.kind === 'comment') continue
    if (stopWords.size > 0 && depth === 0 && token.start > from && stopWords.has(keyword(bytes, token))) break
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
 * What to take out so that the list items that start at `items` are gone: each with the comma that it no longer needs and
 * the white space up to the next item. One that has no comma behind it, or only one that goes with a later item, takes the
 * comma before it along. Comments stay, but for one behind an item's comma on the same line, which speaks of the item.
 * `start` and `end` are the statement's; `stopWords` as for `clauseEnd`.
 */
export function listItemSpans(
  bytes: Buffer,
  items: readonly number[],
  start: number,
  end: number,
  stopWords?: ReadonlySet<string>,
): Span[] {
  const spans: Span[] = []
  let tail = end
  for (const at of [...items].sort((a, b) => b - a)) {
    const itemEnd = clauseEnd(bytes, at, end, stopWords)
    const after = nextSolidToken(bytes, itemEnd, end)
    if (isCommaAt(bytes, after) && after.start < tail) {
      spans.push({ start: at, end: throughComma(bytes, after.end, end) })
      continue
    }
    const before = lastCommaBefore(bytes, start, at)
    tail = before ?? at
    if (before === undefined || nextToken(bytes, before + 1, end).kind !== 'comment')
      spans.push({ start: tail, end: itemEnd })
    else spans.push({ start: before, end: before + 1 }, { start: at, end: itemEnd })
  }
  return spans
}

/** The white space behind a comma, and a comment there that speaks of the item that goes. */
function throughComma(bytes: Buffer, from: number, end: number): number {
  const next = nextToken(bytes, from, end)
  if (bytes.subarray(from, next.start).includes(0x0a) || next.kind !== 'comment') return next.start
  const beyond = nextToken(bytes, next.end, end)
  return bytes.subarray(next.end, beyond.start).includes(0x0a) ? beyond.start : next.start
}

function isCommaAt(bytes: Buffer, token: Token): boolean {
  return token.kind === 'punctuation' && bytes[token.start] === comma
}

function nextSolidToken(bytes: Buffer, at: number, end: number): Token {
  let token = nextToken(bytes, at, end)
  while (token.kind === 'comment') token = nextToken(bytes, token.end, end)
  return token
}

/** The comma that directly precedes `at`, comments aside; `from` is where the statement starts. */
function lastCommaBefore(bytes: Buffer, from: number, at: number): number | undefined {
  let found: number | undefined
  for (const token of tokens(bytes, from, at))
    found = token.kind === 'punctuation' && bytes[token.start] === comma ? token.start : undefined
  return found
}
