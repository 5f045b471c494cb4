import { relative, resolve, sep } from 'node:path'
import picomatch from 'picomatch'
import { FountainError } from '../core/fountain-error.ts'
import { assembleTexts, folderPattern, isBlank, type NamedFiles, type SourceTexts } from './assemble-texts.ts'
import { openRevision, type Revision, type RevisionFile } from './git/revision.ts'
import { globCharacters, isSpecial } from './read-source.ts'

/**
 * What the sources held at a git revision, read without a checkout; undefined where nothing of them was there then.
 * Throws FountainError (exit 2): `since-needs-files`, `no-repository`, `unknown-revision`, `missing-git`.
 */
export async function readSourceAt(
  sources: readonly string[],
  options: { readonly cwd: string; readonly revision: string },
): Promise<SourceTexts | undefined> {
  const { cwd } = options
  refuseUnversioned(sources)
  const blobs = new Map<string, Buffer>()
  const named: NamedFiles[] = []
  for (const source of sources) {
    const revision = await openRevision(resolve(cwd, source), options.revision)
    const { files, many } = await find(revision, source, cwd)
    const texts = await revision.read(files)
    for (const [at, { path }] of files.entries()) blobs.set(path, texts[at]!)
    named.push({ paths: files.map(({ path }) => path), many })
  }
  if ([...blobs.values()].every(isBlank)) return undefined
  return assembleTexts(named, { cwd, sources, read: async (path) => blobs.get(path)! })
}

/** Throws FountainError `since-needs-files` (exit 2) for what git knows nothing of. */
export function refuseUnversioned(sources: readonly string[]): void {
  if (sources.some(isSpecial))
    throw new FountainError('since-needs-files', 'standard input and databases have no earlier revision', {
      hint: 'Lint the .sql files of a git repository, or leave out --since.',
    })
}

/** The .sql files that one source named at the revision, and the plans that order them. */
async function find(
  revision: Revision,
  source: string,
  cwd: string,
): Promise<{ files: readonly RevisionFile[]; many: boolean }> {
  const path = resolve(cwd, source)
  const below = await revision.list(path)
  if (below.some((file) => file.path === path)) return { files: below, many: false }
  if (below.length > 0) return { files: matching(below, path, folderPattern), many: true }
  if (!globCharacters.test(source)) return { files: [], many: false }
  const { base, glob } = picomatch.scan(source)
  const folder = resolve(cwd, base)
  return { files: matching(await revision.list(folder), folder, glob), many: true }
}

function matching(files: readonly RevisionFile[], folder: string, pattern: string): RevisionFile[] {
  const matches = picomatch(pattern)
  return files.filter(({ path }) => matches(relative(folder, path).split(sep).join('/')))
}
