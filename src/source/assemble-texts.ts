import { isAbsolute, relative, sep } from 'node:path'
import type { SourceFile } from '../catalog/statement.ts'
import { FountainError } from '../core/fountain-error.ts'
import { whyNotApplied } from './migration-direction.ts'
import { orderMigrations, readSqitchPlan } from './order-migrations.ts'
import { sourceFile } from './source-text.ts'

/** What the user named, as checked texts in order of application. */
export interface SourceTexts {
  readonly kind: 'sql' | 'migrations' | 'stdin' | 'database'
  readonly files: readonly SourceFile[]
  /** Files that are not applied: those that undo or check others, or that a baseline contains. */
  readonly skipped: readonly SkippedFile[]
}

export interface SkippedFile {
  readonly name: string
  /** The end of a sentence that begins with the name. */
  readonly why: string
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
  /** The paths are where the texts are read from, as they are now. */
  readonly fromDisk?: true
}

/** Named files as texts: each once, those that undo others left out. Throws FountainError (exit 2) where all are empty. */
export async function assembleTexts(named: readonly NamedFiles[], assembly: Assembly): Promise<SourceTexts> {
  const { cwd, sources, read, fromDisk } = assembly
  const folders = named.some(({ many }) => many)
  const ordered: string[] = []
  for (const { paths, many } of named) ordered.push(...(many ? await inOrder(paths, assembly) : paths))
  const unique = [...new Set(ordered)]
  const names = unique.map((path) => displayPath(path, cwd))
  const skipped: SkippedFile[] = []
  const wanted: string[] = []
  for (const [position, path] of unique.entries()) {
    const why = folders ? whyNotApplied(names[position]!, names) : undefined
    if (why === undefined) wanted.push(path)
    else skipped.push({ name: names[position]!, why })
  }
  if (wanted.length === 0 && skipped.length > 0)
    throw new FountainError('no-sql-files', `${sources.join(' ')} has only files that undo or check migrations`, {
      hint: 'Name the folder that holds the migrations themselves.',
    })
  const migration = folders || wanted.length > 1
  const files: SourceFile[] = []
  for (const path of wanted) {
    const name = displayPath(path, cwd)
    const bytes = await read(path, name)
    if (!migration) refuseEmpty(name, bytes)
    files.push(sourceFile(name, bytes, migration, fromDisk === true ? path : undefined))
  }
  if (files.every((file) => file.bytes.length === 0)) refuseEmpty(sources.join(' '), Buffer.alloc(0))
  return {
    kind: migration ? 'migrations' : 'sql',
    files,
    skipped,
  }
}

/** What is searched for in a folder: a plan of Sqitch's says in which order its files are applied. */
export const folderPattern = '**/{*.sql,sqitch.plan}'

async function inOrder(paths: readonly string[], { read, cwd }: Assembly): Promise<string[]> {
  const slashed = new Map(paths.map((path) => [path.split(sep).join('/'), path]))
  const plans = new Map<string, readonly string[]>()
  for (const [path, plan] of slashed)
    if (path.endsWith('/sqitch.plan'))
      plans.set(
        path.slice(0, -'sqitch.plan'.length),
        readSqitchPlan((await read(plan, displayPath(plan, cwd))).toString()),
      )
  const files = [...slashed.keys()].filter((path) => !path.endsWith('/sqitch.plan'))
  return orderMigrations(files, plans).map((path) => slashed.get(path)!)
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
