import type { Catalog } from '../catalog/catalog.ts'
import type { SourceFile, Statement } from '../catalog/statement.ts'
import type { Evidence } from '../core/diagnostic.ts'

/** An inline `-- fountain-split-ignore <rule> <reason>`. */
export interface Suppression {
  readonly rule: string
  readonly reason: string
  /** The statement that it stands at; undefined after the last one. */
  readonly statement: number | undefined
  readonly evidence: Evidence
}

const marker = Buffer.from('fountain-split-ignore')
const newline = 0x0a

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
    const before = file.bytes.toString('utf8', lineStart, at)
    if (!/(--|\/\*)[^'"]*$/.test(before)) continue
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
      statement: statementAt(statements, at, lineStart)?.id,
      evidence: file.positions.evidence(at, end),
    })
  }
  return found
}

/** The statement around or after a comment; one that stands on the last line of a statement belongs to that one. */
function statementAt(statements: readonly Statement[], at: number, lineStart: number): Statement | undefined {
  let low = 0
  let high = statements.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (statements[middle]!.end <= at) low = middle + 1
    else high = middle
  }
  const before = statements[low - 1]
  return before !== undefined && before.end > lineStart ? before : statements[low]
}
