import {
  blockCommentEnd,
  commentEnd,
  dollarQuoteEnd,
  isSpace,
  quotedEnd,
  startsWord,
  wordEnd,
} from '../core/sql-lexer.ts'
import { backslash, newline, semicolon, slash } from '../core/byte.ts'
import type { Shape, ShapeReader } from './shapes/read-shape.ts'

/** One statement or psql line; byte offsets. */
export interface RawStatement {
  readonly kind: 'sql' | 'psql'
  /** After the statement before (and a comment that trails it on its line): the comments that belong to this one. */
  readonly start: number
  /** Its first token. */
  readonly textStart: number
  /** Before its `;`: what the parser is given. */
  readonly sqlEnd: number
  /** After its `;`, the comment that trails on the same line, or the `\.` of its data. */
  readonly end: number
  /** The rows after COPY … FROM stdin, without the `\.` line. */
  readonly data?: { readonly start: number; readonly end: number }
  /** `:name` stands in it: psql would put a value there. */
  readonly variables: boolean
  /** Where shapes are read: its own, until the next statement is read. */
  readonly shape?: Shape
}

/** What the splitter cannot go on after. */
export interface SplitFault {
  readonly code: 'copy-without-end' | 'unterminated-quote' | 'unterminated-comment'
  readonly at: number
}

/**
 * Splits a text as psql does: quotes, dollar quotes, nested comments, parentheses, BEGIN ATOMIC, COPY data, backslash
 * lines. Nothing is copied. `fault` tells of a text that ends in the middle of something.
 */
export function splitStatements(bytes: Buffer): { statements: RawStatement[]; fault?: SplitFault } {
  let fault: SplitFault | undefined
  const statements = [...eachStatement(bytes, (found) => (fault = found))]
  return fault === undefined ? { statements } : { statements, fault }
}

/**
 * The same, one at a time: a dump may have millions. `tellFault` is called behind the last statement, or never. With `shapes` a
 * statement that has one is not looked through twice.
 */
export function* eachStatement(
  bytes: Buffer,
  tellFault: (fault: SplitFault) => void,
  shapes?: ShapeReader,
): Generator<RawStatement> {
  const end = bytes.length
  let at = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0
  let escapes = false
  while (at < end) {
    const start = at
    const lead = leadEnd(bytes, at, end)
    const shape = escapes ? undefined : shapes?.readFrom(bytes, lead)
    if (shape !== undefined) {
      at = trailingCommentEnd(bytes, shape.end + 1)
      yield { kind: 'sql', start, textStart: lead, sqlEnd: shape.end, end: at, variables: false, shape }
      continue
    }
    const scan = scanStatement(bytes, lead, end, escapes)
    if (scan.fault !== undefined) return tellFault(scan.fault)
    if (scan.textStart === -1) return
    at = scan.end
    const raw = scan.statement!
    raw.start = start
    if (scan.settings) escapes = escapesAfter(bytes, raw, escapes)
    yield raw
  }
}

/** After white space and comments; before a comment that is never closed. */
function leadEnd(bytes: Buffer, at: number, end: number): number {
  for (;;) {
    while (at < end && isSpace(bytes[at]!)) at++
    const stop = at < end ? commentEnd(bytes, at, end) : at
    if (stop === at || (stop === end && bytes[at] === slash && blockCommentEnd(bytes, at, end) === -1)) return at
    at = stop
  }
}

/** Whether plain strings have backslash escapes after a SET: very old dumps turn standard_conforming_strings off. */
function escapesAfter(bytes: Buffer, statement: RawStatement, before: boolean): boolean {
  const text = bytes.toString('latin1', statement.textStart, statement.sqlEnd)
  const setting = /standard_conforming_strings\s*(?:=|to)\s*'?(\w+)/i.exec(text)?.[1]?.toLowerCase()
  return setting === undefined ? before : ['off', 'false', 'no', '0'].includes(setting)
}

interface Scan {
  readonly textStart: number
  readonly end: number
  /** Its `start` is for the caller to fill in. */
  readonly statement?: { -readonly [K in keyof RawStatement]: RawStatement[K] }
  readonly fault?: SplitFault
  /** It begins with SET. */
  readonly settings: boolean
}

function scanStatement(bytes: Buffer, from: number, end: number, escapes: boolean): Scan {
  let at = from
  let textStart = -1
  let depth = 0
  let atomic = 0
  let variables = false
  let words = 0
  let first = 0
  let routine = false
  let previous = 0
  let copyFrom = 0
  while (at < end) {
    const byte = bytes[at]!
    if (isSpace(byte)) {
      at++
      continue
    }
    const comment = byte === 0x2d || byte === 0x2f ? commentEnd(bytes, at, end) : at
    if (comment > at) {
      if (comment === end && byte === 0x2f && blockCommentEnd(bytes, at, end) === -1)
        return { textStart, end, fault: { code: 'unterminated-comment', at }, settings: false }
      at = comment
      continue
    }
    if (byte === backslash) {
      if (textStart === -1) return psqlLine(bytes, at, end)
      // \g, \gexec and the like send what was typed so far.
      return finish(bytes, textStart, at, at, variables, first === setWord)
    }
    if (textStart === -1) {
      if (byte === semicolon) {
        at++
        from = at
        continue
      }
      textStart = at
    }
    if (startsWord(byte)) {
      const stop = wordEnd(bytes, at, end)
      const code = wordCode(bytes, at, stop)
      words++
      if (words === 1) first = code
      if (first === createWord && (code === functionWord || code === procedureWord) && words <= 4) routine = true
      if (routine && depth === 0) {
        if (code === atomicWord && previous === beginWord) atomic++
        else if (atomic > 0 && code === caseWord) atomic++
        else if (atomic > 0 && code === endWord) atomic--
      }
      if (first === copyWord) {
        if (depth === 0 && code === fromWord) copyFrom = 1
        else if (copyFrom === 1) copyFrom = code === stdinWord ? 2 : 0
      }
      previous = code
      at = stop
      if (code === eWord && bytes[stop] === 0x27) {
        const closed = closeQuote(bytes, stop, end, true)
        if (closed === -1) return unterminated(textStart, stop)
        at = closed
      }
      continue
    }
    if (byte === 0x27 || byte === 0x22) {
      const closed = closeQuote(bytes, at, end, escapes && byte === 0x27)
      if (closed === -1) return unterminated(textStart, at)
      at = closed
      if (copyFrom === 1) copyFrom = 0
      continue
    }
    if (byte === 0x24) {
      const stop = dollarQuoteEnd(bytes, at, end)
      if (stop > at) {
        if (stop === end && !closesDollarQuote(bytes, at, end)) return unterminated(textStart, at)
        at = stop
        continue
      }
    } else if (byte === 0x28) depth++
    else if (byte === 0x29) {
      if (depth > 0) depth--
    } else if (byte === 0x3a) {
      if (bytes[at + 1] === 0x3a || bytes[at + 1] === 0x3d) at++
      else if (at + 1 < end && (startsWord(bytes[at + 1]!) || bytes[at + 1] === 0x27 || bytes[at + 1] === 0x22))
        variables = true
    } else if (byte >= 0x30 && byte <= 0x39) {
      at = wordEnd(bytes, at, end)
      continue
    } else if (byte === semicolon && depth === 0 && atomic === 0) {
      if (first === copyWord && copyFrom === 2) return copyData(bytes, textStart, at, end)
      return finish(bytes, textStart, at, at + 1, variables, first === setWord)
    }
    at++
  }
  if (textStart === -1) return { textStart: -1, end, settings: false }
  return finish(bytes, textStart, trimEnd(bytes, textStart, end), end, variables, first === setWord)
}

function finish(
  bytes: Buffer,
  textStart: number,
  sqlEnd: number,
  end: number,
  variables: boolean,
  settings: boolean,
): Scan {
  const statement = {
    kind: 'sql' as const,
    start: textStart,
    textStart,
    sqlEnd,
    end: trailingCommentEnd(bytes, end),
    variables,
  }
  return { textStart, end: statement.end, statement, settings }
}

/** After the comment that stands on the rest of this line, if one does and nothing follows it there. */
function trailingCommentEnd(bytes: Buffer, at: number): number {
  let look = at
  while (bytes[look] === 0x20 || bytes[look] === 0x09) look++
  const stop = commentEnd(bytes, look, bytes.length)
  if (stop === look || bytes.subarray(look, stop).includes(newline)) return at
  if (bytes[look] === 0x2f && blockCommentEnd(bytes, look, bytes.length) === -1) return at
  let rest = stop
  while (bytes[rest] === 0x20 || bytes[rest] === 0x09 || bytes[rest] === 0x0d) rest++
  return rest >= bytes.length || bytes[rest] === newline ? stop : at
}

function psqlLine(bytes: Buffer, at: number, end: number): Scan {
  const line = bytes.indexOf(newline, at)
  const stop = trimEnd(bytes, at, line === -1 ? end : line)
  const statement = { kind: 'psql' as const, start: at, textStart: at, sqlEnd: stop, end: stop, variables: false }
  return { textStart: at, end: stop, statement, settings: false }
}

function copyData(bytes: Buffer, textStart: number, at: number, end: number): Scan {
  const line = bytes.indexOf(newline, at)
  const start = line === -1 ? end : line + 1
  let mark = start
  while (mark < end) {
    const next = bytes.indexOf(newline, mark)
    const stop = next === -1 ? end : next
    const last = bytes[stop - 1] === 0x0d ? stop - 1 : stop
    if (last - mark === 2 && bytes[mark] === backslash && bytes[mark + 1] === 0x2e) {
      const data = { start, end: mark }
      const statement = {
        kind: 'sql' as const,
        start: textStart,
        textStart,
        sqlEnd: at,
        end: mark + 2,
        data,
        variables: false,
      }
      return { textStart, end: mark + 2, statement, settings: false }
    }
    mark = stop + 1
  }
  return { textStart, end, fault: { code: 'copy-without-end', at: textStart }, settings: false }
}

function unterminated(textStart: number, at: number): Scan {
  return { textStart, end: at, fault: { code: 'unterminated-quote', at }, settings: false }
}

/** The end of a quoted text; -1 where it is never closed. */
function closeQuote(bytes: Buffer, at: number, end: number, escapes: boolean): number {
  const stop = quotedEnd(bytes, at, end, escapes)
  if (stop < end) return stop
  // At the very end of the text: closed only if an odd run of quotes ends it.
  let run = 0
  for (let i = end - 1; i > at && bytes[i] === bytes[at]; i--) run++
  return run % 2 === 1 ? stop : -1
}

function closesDollarQuote(bytes: Buffer, at: number, end: number): boolean {
  const tagEnd = bytes.indexOf(0x24, at + 1)
  const tag = bytes.subarray(at, tagEnd + 1)
  return end - tag.length >= tagEnd + 1 && bytes.subarray(end - tag.length, end).equals(tag)
}

function trimEnd(bytes: Buffer, from: number, end: number): number {
  while (end > from && isSpace(bytes[end - 1]!)) end--
  return end
}

/** Folds a short word into a number, so that key words are compared without making strings. */
function wordCode(bytes: Buffer, at: number, stop: number): number {
  if (stop - at > 9) return -1
  let code = 0
  for (let i = at; i < stop; i++) code = (Math.imul(code, 31) + (bytes[i]! | 0x20)) | 0
  return code
}

const codeOf = (word: string): number => wordCode(Buffer.from(word), 0, word.length)
const createWord = codeOf('create')
const functionWord = codeOf('function')
const procedureWord = codeOf('procedure')
const beginWord = codeOf('begin')
const atomicWord = codeOf('atomic')
const caseWord = codeOf('case')
const endWord = codeOf('end')
const copyWord = codeOf('copy')
const fromWord = codeOf('from')
const stdinWord = codeOf('stdin')
const setWord = codeOf('set')
const eWord = codeOf('e')
