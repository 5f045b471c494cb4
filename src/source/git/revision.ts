import { existsSync, statSync } from 'node:fs'
import { dirname, join, relative, sep } from 'node:path'
import { FountainError } from '../../core/fountain-error.ts'
import { runGit } from './run-git.ts'

/** A file as it stands at a revision. */
export interface RevisionFile {
  /** In the working folder's terms: absolute, whether or not the file is still there. */
  readonly path: string
  /** In the repository's terms. */
  readonly name: string
  readonly object: string
}

/** The files of a repository at one revision, read without a checkout. */
export interface Revision {
  /** The file at a path, or all files below it; none where there was nothing. */
  list(path: string): Promise<RevisionFile[]>
  read(files: readonly RevisionFile[]): Promise<Buffer[]>
}

/**
 * Opens the revision of the repository that a path lies in; the path itself need not exist any more.
 * Throws FountainError (exit 2): `no-repository`, `unknown-revision`, `missing-git`.
 */
export async function openRevision(path: string, name: string): Promise<Revision> {
  const folder = nearestFolder(path)
  const place = await runGit(folder, ['rev-parse', '--show-prefix', '--is-shallow-repository'])
  if (place.status !== 0)
    throw new FountainError('no-repository', `${folder} is in no git repository`, {
      hint: 'An earlier revision can only be read of files that git knows.',
    })
  const [prefix = '', shallow] = place.output.toString('utf8').split('\n')
  const found = await runGit(folder, ['rev-parse', '--verify', '--quiet', '--end-of-options', `${name}^{tree}`])
  const tree = found.output.toString('utf8').trim()
  if (found.status !== 0 || tree === '')
    throw new FountainError('unknown-revision', `there is no revision ${name}`, {
      hint:
        shallow === 'true'
          ? 'This clone is shallow: fetch the revision first (in GitHub Actions, fetch-depth: 0 at the checkout).'
          : 'Name a commit, a branch or a tag; git fetch may be needed first.',
    })
  return {
    list: (path) => listFiles(folder, prefix, tree, path),
    read: (files) => readBlobs(folder, files),
  }
}

function nearestFolder(path: string): string {
  let folder = path
  while (!existsSync(folder) || !statSync(folder).isDirectory()) folder = dirname(folder)
  return folder
}

async function listFiles(folder: string, prefix: string, tree: string, path: string): Promise<RevisionFile[]> {
  const wanted = join(prefix, relative(folder, path)).split(sep).join('/').replace(/\/$/, '')
  if (wanted.startsWith('../')) return []
  const scope = wanted === '.' || wanted === '' ? [] : ['--', wanted]
  const { output } = await runGit(folder, ['ls-tree', '-r', '-z', '--full-tree', tree, ...scope])
  const files: RevisionFile[] = []
  for (const line of output.toString('utf8').split('\0')) {
    const [, mode, object, name] = /^(\d+) blob ([0-9a-f]+)\t(.*)$/s.exec(line) ?? []
    // 120000 is a symbolic link: its content is a path.
    if (mode === undefined || mode === '120000') continue
    files.push({ path: join(folder, relative(prefix, name!)), name: name!, object: object! })
  }
  return files
}

async function readBlobs(folder: string, files: readonly RevisionFile[]): Promise<Buffer[]> {
  if (files.length === 0) return []
  const asked = files.map((file) => `${file.object}\n`).join('')
  const { output, complaint } = await runGit(folder, ['cat-file', '--batch'], asked)
  const blobs: Buffer[] = []
  let at = 0
  for (const file of files) {
    const headerEnd = output.indexOf(0x0a, at)
    const size = Number(output.toString('latin1', at, headerEnd).split(' ')[2])
    if (headerEnd === -1 || !Number.isInteger(size))
      throw new FountainError('unreadable-revision', `git could not read ${file.path}: ${complaint.trim()}`)
    const blob = output.subarray(headerEnd + 1, headerEnd + 1 + size)
    blobs.push(isLargeFilePointer(blob) ? await readFiltered(folder, file) : blob)
    at = headerEnd + 1 + size + 1
  }
  return blobs
}

function isLargeFilePointer(blob: Buffer): boolean {
  return blob.length < 1024 && blob.toString('latin1').startsWith('version https://git-lfs.github.com/spec/')
}

/** What a checkout would write: git's filters, Git LFS among them, are applied. */
async function readFiltered(folder: string, file: RevisionFile): Promise<Buffer> {
  const words = ['cat-file', '--filters', `--path=${file.name}`, file.object]
  const { status, output, complaint } = await runGit(folder, words)
  if (status === 0 && !isLargeFilePointer(output)) return output
  throw new FountainError('unreadable-revision', `${file.path} is in Git LFS and not at hand: ${complaint.trim()}`, {
    hint: 'Run git lfs fetch for that revision first.',
  })
}
