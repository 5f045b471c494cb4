import type { Catalog } from '../catalog/catalog.ts'
import type { SourceFile, Statement } from '../catalog/statement.ts'
import type { Evidence } from '../core/diagnostic.ts'
import { nextToken } from '../core/sql-lexer.ts'
import { dollar, newline } from '../core/byte.ts'

/** An inline `-- fountain-split-ignore <rule> <reason>`. */
export interface Suppression {
  readonly rule: string
  readonly reason: string
  /** The statement that it stands at; undefined after the last one. */
  readonly statement: number | undefined
  readonly evidence: Evidence
}

const marker = Buffer.from('fountain-split-ignore')

/** Every inline suppression of the source, in order. */
export function findSuppressions(catalog: Catalog): Suppression[] {
  return catalog.files.flatMap((file, index) => {
    if (file.bytes.indexOf(marker) === -1) return []
    const statements = catalog.statements.filter((statement) => statement.file === index)
    return suppressionsOf(file, statements)
  })
}

function suppressionsOf(file: SourceFile, statements: readonly Statement[]): Suppression[] {
  const found: Suppression[] = []
  for (let at = file.bytes.indexOf(marker); at !== -1; at = file.bytes.indexOf(marker, at + marker.length)) {
    const lineStart = file.bytes.lastIndexOf(newline, at) + 1
    const next = firstEndingAfter(statements, at)
    if (!isInComment(file.bytes, statements[next - 1]?.end ?? 0, statements[next]?.end ?? file.bytes.length, at))
      continue
    const lineEnd = file.bytes.indexOf(newline, at)
    const end = lineEnd === -1 ? file.bytes.length : lineEnd
    const words = file.bytes
      .toString('utf8', at + marker.length, end)
      .replace(/\*\/.*$/, '')
      .trim()
    const [rule = '', ...reason] = words.split(/\s+/)
    found.push({
      rule,
      reason: reason.join(' ').replace(/^(--|:|—)\s*/, ''),
      statement: statementAt(statements, next, lineStart)?.id,
      evidence: file.positions.evidence(at, end),
    })
  }
  return found
}

/** Whether a place lies in a comment, be it one in the body of a routine. */
function isInComment(bytes: Buffer, from: number, to: number, at: number): boolean {
  let token = nextToken(bytes, from, to)
  while (token.kind !== 'end' && token.end <= at) token = nextToken(bytes, token.end, to)
  if (token.kind !== 'string' || bytes[token.start] !== dollar) return token.kind === 'comment'
  const tag = bytes.indexOf(dollar, token.start + 1) + 1 - token.start
  return isInComment(bytes, token.start + tag, token.end - tag, at)
}

/** Index of the first statement that ends after a place. */
function firstEndingAfter(statements: readonly Statement[], at: number): number {
  let low = 0
  let high = statements.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (statements[middle]!.end <= at) low = middle + 1
    else high = middle
  }
  return low
}

/** The statement around or after a comment; one that stands on the last line of a statement belongs to that one. */
function statementAt(statements: readonly Statement[], next: number, lineStart: number): Statement | undefined {
  const before = statements[next - 1]
  return before !== undefined && before.end > lineStart ? before : statements[next]
}
