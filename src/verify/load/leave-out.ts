import type { SourceFile } from '../../catalog/statement.ts'
import { sourceFile } from '../../source/source-text.ts'
import { blank, newline } from '../../core/byte.ts'

/** A statement of the source that the scratch server refuses. */
export interface RefusedStatement {
  /** Its file's place among the source's. */
  readonly file: number
  /** Bytes: its first token, and behind its `;` or the end of its rows. */
  readonly start: number
  readonly end: number
  /** From 1. */
  readonly line: number
  /** PostgreSQL's. */
  readonly message: string
}

/** The files with blanks in the place of statements: what is left keeps its lines and columns. */
export function leaveOut(files: readonly SourceFile[], refused: readonly RefusedStatement[]): readonly SourceFile[] {
  return files.map((file, place) => {
    const own = refused.filter((each) => each.file === place)
    if (own.length === 0) return file
    const bytes = Buffer.from(file.bytes)
    for (const { start, end } of own) for (let at = start; at < end; at++) if (bytes[at] !== newline) bytes[at] = blank
    return sourceFile(file.name, bytes, file.migration)
  })
}
