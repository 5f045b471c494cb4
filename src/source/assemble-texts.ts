import { isAbsolute, relative, sep } from 'node:path'
import type { SourceFile } from '../catalog/statement.ts'
import { FountainError } from '../core/fountain-error.ts'
import { isDownFile } from './migration-direction.ts'
import { sourceFile } from './source-text.ts'

/** What the user named, as checked texts in order of application. */
export interface SourceTexts {
  readonly kind: 'sql' | 'migrations' | 'stdin' | 'database'
  readonly files: readonly SourceFile[]
  /** Files that undo others and are therefore not applied. */
  readonly skipped: readonly string[]
}

/** The files, absolute, that one source names; `many` for a folder or a glob, whatever it holds. */
export interface NamedFiles {
  readonly paths: readonly string[]
  readonly many: boolean
}

interface Assembly {
  readonly cwd: string
  /** As the user named them, for the error. */
  readonly sources: readonly string[]
  readonly read: (path: string, name: string) => Promise<Buffer>
}

/** Named files as texts: each once, those that undo others left out. Throws FountainError (exit 2) where all are empty. */
export async function assembleTexts(named: readonly NamedFiles[], assembly: Assembly): Promise<SourceTexts> {
  const { cwd, sources, read } = assembly
  const folders = named.some(({ many }) => many)
  const unique = [...new Set(named.flatMap(({ paths }) => paths))]
  const skipped = folders ? unique.filter((path) => isDownFile(path)) : []
  const wanted = unique.filter((path) => !skipped.includes(path))
  const migration = folders || wanted.length > 1
  const files: SourceFile[] = []
  for (const path of wanted) {
    const name = displayPath(path, cwd)
    const bytes = await read(path, name)
    if (!migration) refuseEmpty(name, bytes)
    files.push(sourceFile(name, bytes, migration))
  }
  if (files.every((file) => file.bytes.length === 0)) refuseEmpty(sources.join(' '), Buffer.alloc(0))
  return {
    kind: migration ? 'migrations' : 'sql',
    files,
    skipped: skipped.map((path) => displayPath(path, cwd)),
  }
}

/** Throws FountainError `empty-source` for a text of blanks. */
export function refuseEmpty(name: string, bytes: Buffer): void {
  if (isBlank(bytes))
    throw new FountainError('empty-source', `${name === '-' ? 'standard input' : name} is empty`, {
      hint: 'Expected PostgreSQL DDL, for example the output of pg_dump --schema-only.',
    })
}

export function isBlank(bytes: Buffer): boolean {
  return bytes.length === 0 || bytes.toString('latin1', 0, 4096).trim() === ''
}

/** Relative to the working folder where that is shorter than a climb out of it; forward slashes. */
function displayPath(path: string, cwd: string): string {
  const short = relative(cwd, path)
  const shown = short.startsWith(`..${sep}..${sep}..`) || isAbsolute(short) ? path : short
  return sep === '/' ? shown : shown.split(sep).join('/')
}
