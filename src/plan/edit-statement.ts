import type { Part, Statement } from '../catalog/statement.ts'
import { isSpace, keyword, nextToken, tokens } from '../core/sql-lexer.ts'
import type { Span } from '../core/sql-cut.ts'
import { columnConstraintSpan, listItemSpans } from '../core/sql-cut.ts'
import { compareText } from '../core/order.ts'
import type { Edit } from './split-plan.ts'

/** What may follow the list of a statement whose items are names, by kind. */
const wordsAfterList: Readonly<Record<string, ReadonlySet<string>>> = {
  grant: new Set(['to']),
  revoke: new Set(['from']),
  drop: new Set(['cascade', 'restrict']),
  lock: new Set(['in', 'nowait']),
  truncate: new Set(['restart', 'continue', 'cascade', 'restrict']),
  'create-publication': new Set(['with']),
}

/**
 * The edits that take parts out of a statement: each part with the comma and the white space that it no longer needs.
 * Comments stay, but for one on the same line behind an item's comma. `elements` are the starts of all elements of a
 * CREATE SCHEMA. Sorted, not overlapping. `bytes`: the statement's own, from its first token to its end; places are those of its file.
 */
export function cutParts(
  bytes: Buffer,
  statement: Statement,
  parts: readonly Part[],
  elements: readonly number[] = [],
): Edit[] {
  const first = statement.textStart
  const end = statement.end - first
  const spans: Span[] = []
  for (const part of parts) {
    const at = part.at - first
    if (part.shape === 'column-constraint') spans.push(withSpaceBefore(bytes, columnConstraintSpan(bytes, at, end)))
    else if (part.shape === 'clause') spans.push(withSpaceBefore(bytes, clauseSpan(bytes, at, end)))
    else if (part.shape === 'schema-element') {
      const next = elements.find((each) => each > part.at)
      spans.push(withSpaceBefore(bytes, elementSpan(bytes, at, next === undefined ? end : next - first)))
    }
  }
  const items = parts.filter(({ shape }) => shape === 'list-item').map(({ at }) => at - first)
  spans.push(...listItemSpans(bytes, items, 0, end, wordsAfterList[statement.kind]))
  return mergeEdits(spans.map((span) => ({ start: span.start + first, end: span.end + first, text: '' })))
}

/** Sorted; what overlaps becomes one, and an edit inside another is gone with it. */
export function mergeEdits(edits: readonly Edit[]): Edit[] {
  const sorted = [...edits].sort((a, b) => a.start - b.start || b.end - a.end || compareText(a.text, b.text))
  const merged: Edit[] = []
  for (const edit of sorted) {
    const last = merged[merged.length - 1]
    if (last?.start === edit.start && last.end === edit.end && last.text === edit.text) continue
    if (last === undefined || edit.start >= last.end) merged.push(edit)
    else if (edit.end > last.end) merged[merged.length - 1] = { ...last, end: edit.end }
  }
  return merged
}

/** INHERITS (…) and the like: the word, and the parentheses after it. */
function clauseSpan(bytes: Buffer, at: number, end: number): Span {
  const word = nextToken(bytes, at, end)
  let depth = 0
  for (const token of tokens(bytes, word.end, end)) {
    if (token.kind === 'punctuation' && bytes[token.start] === 0x28) depth++
    else if (token.kind === 'punctuation' && bytes[token.start] === 0x29) depth--
    if (depth === 0) return { start: at, end: token.end }
  }
  return { start: at, end }
}

/** An element of CREATE SCHEMA, without the comments that belong to the next and without the statement's `;`. */
function elementSpan(bytes: Buffer, at: number, limit: number): Span {
  let last = at
  for (const token of tokens(bytes, at, limit))
    if (!(token.kind === 'punctuation' && bytes[token.start] === 0x3b)) last = token.end
  return { start: at, end: last }
}

/** White space before it goes too, unless it ends a line comment. */
function withSpaceBefore(bytes: Buffer, span: Span): Span {
  let start = span.start
  while (start > 0 && isSpace(bytes[start - 1]!)) start--
  if (start === span.start) return span
  for (let token = nextToken(bytes, 0, start); token.kind !== 'end'; token = nextToken(bytes, token.end, start))
    if (token.kind === 'comment' && token.end === start && bytes[token.start] === 0x2d) return span
  return { start, end: span.end }
}

/** The place of the key word that stands right before `at`. */
export function wordBefore(bytes: Buffer, from: number, at: number, word: string): number | undefined {
  let found: number | undefined
  for (const token of tokens(bytes, from, at)) found = keyword(bytes, token) === word ? token.start : found
  return found
}
