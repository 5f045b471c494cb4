import { readFile, stat } from 'node:fs/promises'
import { isAbsolute, relative, resolve, sep } from 'node:path'
import type { SourceFile } from '../catalog/statement.ts'
import { FountainError } from '../core/fountain-error.ts'
import { compareNatural } from './natural-order.ts'
import { isDownFile } from './migration-direction.ts'
import { sourceFile } from './source-text.ts'

/** What the user named, as checked texts in order of application. */
export interface SourceTexts {
  readonly kind: 'sql' | 'migrations' | 'stdin' | 'database'
  readonly files: readonly SourceFile[]
  /** Files that undo others and are therefore not applied. */
  readonly skipped: readonly string[]
}

export interface ReadSourceOptions {
  readonly cwd: string
  /** Read when `-` is named; by default the process's. */
  readonly stdin?: AsyncIterable<Uint8Array>
}

const databaseUrl = /^postgres(ql)?:\/\//i
const globCharacters = /[*?[\]{}]/

/**
 * Reads files, folders, globs, `-`, or a `postgres://` URL.
 * Throws FountainError (exit 2) for what is missing, unreadable, empty or not SQL.
 */
export async function readSource(sources: readonly string[], options: ReadSourceOptions): Promise<SourceTexts> {
  if (sources.length === 0)
    throw new FountainError('no-source', 'nothing to read', {
      hint: 'Name a .sql file, a folder of migrations, - or a postgres:// URL, or set `source` in fountain-split.yaml.',
    })
  const special = sources.find((source) => source === '-' || databaseUrl.test(source))
  if (special !== undefined && sources.length > 1)
    throw new FountainError('mixed-sources', 'standard input and databases are read alone, not with other sources')
  if (special === '-') return readStandardInput(options.stdin ?? process.stdin)
  if (special !== undefined) {
    const { dumpDatabase } = await import('./dump-database.ts')
    return { kind: 'database', files: [sourceFile('database', await dumpDatabase(special))], skipped: [] }
  }
  return readFiles(sources, options.cwd)
}

async function readStandardInput(stdin: AsyncIterable<Uint8Array>): Promise<SourceTexts> {
  const chunks: Uint8Array[] = []
  for await (const chunk of stdin) chunks.push(chunk)
  const bytes = Buffer.concat(chunks)
  refuseEmpty('-', bytes)
  return { kind: 'stdin', files: [sourceFile('-', bytes)], skipped: [] }
}

async function readFiles(sources: readonly string[], cwd: string): Promise<SourceTexts> {
  const paths: string[] = []
  let folders = false
  for (const source of sources) {
    const found = await expand(source, cwd)
    folders ||= found.many
    paths.push(...found.paths)
  }
  const unique = [...new Set(paths)]
  const skipped = folders ? unique.filter((path) => isDownFile(path)) : []
  const wanted = unique.filter((path) => !skipped.includes(path))
  const migration = folders || wanted.length > 1
  const files: SourceFile[] = []
  for (const path of wanted) {
    const name = displayPath(path, cwd)
    const bytes = await readBytes(path, name)
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

/** The .sql files that one source names, in natural order. */
async function expand(source: string, cwd: string): Promise<{ paths: string[]; many: boolean }> {
  const path = resolve(cwd, source)
  const found = await stat(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return undefined
    throw unreadable(source, error)
  })
  if (found?.isDirectory() === true) {
    const paths = await glob('**/*.sql', path)
    if (paths.length === 0)
      throw new FountainError('no-sql-files', `${source} has no .sql files`, {
        hint: 'Name the folder that holds the migrations themselves.',
      })
    return { paths, many: true }
  }
  if (found !== undefined) return { paths: [path], many: false }
  if (!globCharacters.test(source))
    throw new FountainError('missing-source', `there is no file or folder ${source}`, {
      hint: `Looked in ${cwd}.`,
    })
  const paths = await glob(source, cwd)
  if (paths.length === 0)
    throw new FountainError('missing-source', `no file matches ${source}`, { hint: `Looked in ${cwd}.` })
  return { paths, many: true }
}

async function glob(pattern: string, cwd: string): Promise<string[]> {
  const { glob: find } = await import('tinyglobby')
  const paths = await find(pattern, { cwd, absolute: true, dot: false, expandDirectories: false })
  return paths.sort(compareNatural)
}

async function readBytes(path: string, name: string): Promise<Buffer> {
  try {
    return await readFile(path)
  } catch (error) {
    throw unreadable(name, error as NodeJS.ErrnoException)
  }
}

function unreadable(name: string, error: NodeJS.ErrnoException): FountainError {
  const why = error.code === 'EACCES' ? 'no permission' : (error.code ?? error.message)
  return new FountainError('unreadable-source', `${name} cannot be read: ${why}`, { cause: error })
}

function refuseEmpty(name: string, bytes: Buffer): void {
  if (bytes.length === 0 || bytes.toString('latin1', 0, 4096).trim() === '')
    throw new FountainError('empty-source', `${name === '-' ? 'standard input' : name} is empty`, {
      hint: 'Expected PostgreSQL DDL, for example the output of pg_dump --schema-only.',
    })
}

/** Relative to the working folder where that is shorter than a climb out of it; forward slashes. */
function displayPath(path: string, cwd: string): string {
  const short = relative(cwd, path)
  const shown = short.startsWith(`..${sep}..${sep}..`) || isAbsolute(short) ? path : short
  return sep === '/' ? shown : shown.split(sep).join('/')
}
