import { dirname, join, resolve } from 'node:path'
import { FountainError } from '../core/fountain-error.ts'
import type { Artifact } from '../emit/artifact.ts'
import type { PlannedChange } from './compare-output.ts'
import { compareOutput } from './compare-output.ts'
import type { FileChange } from './file-change.ts'
import type { FileSystem } from './file-system.ts'
import { orAbsent, realFileSystem } from './file-system.ts'
import { journalName, readJournal, removeEmptyFolder, undoJournal } from './journal.ts'
import { readManifest } from './manifest.ts'
import { lockOutput } from './output-lock.ts'
import { checkPaths, workName } from './output-path.ts'
import type { Permissions } from './refuse-conflicts.ts'
import { refuseConflicts } from './refuse-conflicts.ts'
import { replaceFiles } from './replace-files.ts'
import { unwritable } from './unwritable.ts'

/** What an otherwise empty folder may hold. */
const litter = new Set(['.gitkeep', '.DS_Store', workName])

/**
 * What `writeArtifacts` would do; touches nothing. Changes that would be refused are marked, not thrown; a folder that holds
 * something else is refused unless forced. Throws FountainError (exit 2) like `writeArtifacts`.
 */
export async function compareArtifacts(
  folder: string,
  artifacts: readonly Artifact[],
  permissions: Permissions = {},
  files: FileSystem = realFileSystem,
): Promise<FileChange[]> {
  checkPaths(artifacts.map(({ path }) => path))
  return telling(folder, async () => (await inspect(files, folder, artifacts, permissions)).map(publicChange))
}

/**
 * Writes all artifacts into a folder, or none. Removes what the last run wrote and this one does not. Returns what was done,
 * by path.
 *
 * Throws FountainError (exit 2): `unsafe-path`, `colliding-paths`, `foreign-folder`, `foreign-file`, `changed-migration`,
 * `edited-file`, `output-busy`, `unwritable-output`, `unreadable-manifest`, `unreadable-journal`.
 */
export async function writeArtifacts(
  folder: string,
  artifacts: readonly Artifact[],
  permissions: Permissions = {},
  files: FileSystem = realFileSystem,
): Promise<FileChange[]> {
  checkPaths(artifacts.map(({ path }) => path))
  return telling(folder, async () => {
    const work = join(folder, workName)
    // Of a run that is at work, or was interrupted: both are for the lock to say.
    const begun = (await isOutputFolder(files, folder)) && (await isWorkFolder(files, work))
    if (!begun) {
      const changes = await inspect(files, folder, artifacts, permissions)
      refuseConflicts(changes, permissions)
      if (changes.every(({ change }) => change === 'none')) return changes.map(publicChange)
    }
    const made = await files.mkdir(folder, { recursive: true })
    try {
      return (await replaceLocked(files, folder, work, artifacts, permissions)).map(publicChange)
    } catch (error) {
      if (made !== undefined) await removeMade(files, folder, made).catch(() => {})
      throw error
    }
  })
}

async function replaceLocked(
  files: FileSystem,
  folder: string,
  work: string,
  artifacts: readonly Artifact[],
  permissions: Permissions,
): Promise<PlannedChange[]> {
  const lock = await lockOutput(files, work)
  try {
    await recover(files, folder, work)
    // Again: what was seen without the lock may be old.
    const changes = await inspect(files, folder, artifacts, permissions)
    refuseConflicts(changes, permissions)
    await replaceFiles(files, folder, work, changes, lock.assertHeld)
    return changes
  } finally {
    await leave(files, work, lock.release)
  }
}

/** Puts back what a run before left half-way. */
async function recover(files: FileSystem, folder: string, work: string): Promise<void> {
  const journal = await readJournal(files, work)
  if (journal !== undefined) await undoJournal(files, folder, work, journal)
  await removeDrafts(files, work)
}

async function removeDrafts(files: FileSystem, work: string): Promise<void> {
  for (const name of ['new', 'old', `${journalName}.part`])
    await files.rm(join(work, name), { recursive: true, force: true })
}

/** While a journal stands, its copies must stay: the next run needs them. What else stays is in nobody's way. */
async function leave(files: FileSystem, work: string, release: () => Promise<void>): Promise<void> {
  try {
    if ((await orAbsent(files.lstat(join(work, journalName)))) === undefined) await removeDrafts(files, work)
  } catch {
    // The next run cleans up.
  }
  try {
    await release()
    await removeEmptyFolder(files, work)
  } catch {
    // A lock of a process that is gone does not hold.
  }
}

async function inspect(
  files: FileSystem,
  folder: string,
  artifacts: readonly Artifact[],
  { force }: Permissions,
): Promise<PlannedChange[]> {
  const there = await isOutputFolder(files, folder)
  const manifest = there ? await readManifest(files, folder) : undefined
  if (there && manifest === undefined && force !== true) await refuseForeign(files, folder)
  return compareOutput(files, folder, artifacts, manifest)
}

async function refuseForeign(files: FileSystem, folder: string): Promise<void> {
  const names = (await files.readdir(folder)).filter((name) => !litter.has(name))
  if (names.length === 0) return
  throw new FountainError('foreign-folder', `${folder} holds something else`, {
    hint: 'Choose an empty or a new folder. --force writes beside what is there, and leaves that alone.',
  })
}

/** The output folder itself may be a symbolic link: it is the user's choice. */
async function isOutputFolder(files: FileSystem, path: string): Promise<boolean> {
  const found = await orAbsent(files.stat(path))
  if (found === undefined || found.isDirectory()) return found !== undefined
  throw new FountainError('output-not-a-folder', `${path} is not a folder`, { hint: 'Choose another folder.' })
}

async function isWorkFolder(files: FileSystem, path: string): Promise<boolean> {
  const found = await orAbsent(files.lstat(path))
  if (found === undefined || found.isDirectory()) return found !== undefined
  throw new FountainError('output-not-a-folder', `${path} is not a folder`, { hint: 'Delete it: no run made it.' })
}

async function removeMade(files: FileSystem, folder: string, made: string): Promise<void> {
  const outermost = resolve(made)
  for (let path = resolve(folder); ; path = dirname(path))
    if (!(await removeEmptyFolder(files, path)) || path === outermost) return
}

function publicChange({ path, kind, change, conflict }: PlannedChange): FileChange {
  return { path, kind, change, ...(conflict !== undefined && { conflict }) }
}

/** Says what the file system refused, and where. */
async function telling<T>(folder: string, act: () => Promise<T>): Promise<T> {
  try {
    return await act()
  } catch (error) {
    const { dest, path } = error as { dest?: unknown; path?: unknown }
    const named = typeof dest === 'string' ? dest : typeof path === 'string' ? path : folder
    throw unwritable(named.includes(workName) ? folder : named, error)
  }
}
