import { readFileSync, statSync, type Stats } from 'node:fs'
import { resolve } from 'node:path'
import { FountainError } from '../core/fountain-error.ts'
import { assembleTexts, folderPattern, refuseEmpty, type NamedFiles, type SourceTexts } from './assemble-texts.ts'
import { isDatabaseUrl } from './database-url.ts'
import { sourceFile } from './source-text.ts'

export type { SourceTexts } from './assemble-texts.ts'

export interface ReadSourceOptions {
  readonly cwd: string
  /** Read when `-` is named; by default the process's. */
  readonly stdin?: AsyncIterable<Uint8Array>
}

export const globCharacters = /[*?[\]{}]/

/**
 * Reads files, folders, globs, `-`, or a `postgres://` URL.
 * Throws FountainError (exit 2) for what is missing, unreadable, empty or not SQL.
 */
export async function readSource(sources: readonly string[], options: ReadSourceOptions): Promise<SourceTexts> {
  if (sources.length === 0)
    throw new FountainError('no-source', 'nothing to read', {
      hint: 'Name a .sql file, a folder of migrations, - or a postgres:// URL, or set `source` in fountain-split.yaml.',
    })
  const special = sources.find(isSpecial)
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
  const named: NamedFiles[] = []
  for (const source of sources) named.push(await expand(source, cwd))
  return assembleTexts(named, { cwd, sources, read: readBytes, fromDisk: true })
}

/** The files, absolute, that sources name; databases and standard input have none. Throws as `readSource` does. */
export async function listSourceFiles(sources: readonly string[], cwd: string): Promise<string[]> {
  const files = sources.filter((source) => !isSpecial(source))
  const named = await Promise.all(files.map((source) => expand(source, cwd)))
  return named.flatMap(({ paths }) => paths)
}

/** Standard input or a database, which is read alone. */
export function isSpecial(source: string): boolean {
  return source === '-' || isDatabaseUrl(source)
}

/** The .sql files that one source names, and the plans that order them. */
async function expand(source: string, cwd: string): Promise<NamedFiles> {
  const path = resolve(cwd, source)
  const found = statOf(path, source)
  if (found?.isDirectory() === true) {
    const paths = await glob(folderPattern, path)
    if (!paths.some((each) => each.endsWith('.sql')))
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

function statOf(path: string, name: string): Stats | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false })
  } catch (error) {
    throw unreadable(name, error as NodeJS.ErrnoException)
  }
}

async function glob(pattern: string, cwd: string): Promise<string[]> {
  const { glob: find } = await import('tinyglobby')
  const paths = await find(pattern, { cwd, absolute: true, dot: false, expandDirectories: false })
  return paths.sort()
}

async function readBytes(path: string, name: string): Promise<Buffer> {
  try {
    return readFileSync(path)
  } catch (error) {
    throw unreadable(name, error as NodeJS.ErrnoException)
  }
}

function unreadable(name: string, error: NodeJS.ErrnoException): FountainError {
  const why = error.code === 'EACCES' ? 'no permission' : (error.code ?? error.message)
  return new FountainError('unreadable-source', `${name} cannot be read: ${why}`, { cause: error })
}
