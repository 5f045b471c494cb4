import { dirname, join } from 'node:path'
import type { PlannedChange } from './compare-output.ts'
import type { FileSystem } from './file-system.ts'
import { orAbsent } from './file-system.ts'
import type { Journal } from './journal.ts'
import { journalName, removeEmptyFolder, undoJournal } from './journal.ts'
import { sha256 } from './manifest.ts'

/**
 * Makes all changes or none. New contents and copies of the old ones are laid out in the work folder first; then the
 * journal is written, the files are moved to their places one by one, and the journal is removed: that moment decides. An
 * error on the way undoes what was done; what a crash leaves is undone by the next run, from the journal.
 */
export async function replaceFiles(
  files: FileSystem,
  folder: string,
  work: string,
  changes: readonly PlannedChange[],
  assertHeld: () => Promise<void>,
): Promise<void> {
  const due = changes.filter(({ change }) => change !== 'none')
  const journal: Journal = {
    folders: await missingFolders(files, folder, due),
    steps: due.map(({ path, before, text }) => ({
      path,
      ...(before !== undefined && { before }),
      ...(text !== undefined && { after: sha256(text) }),
    })),
  }
  await layOut(files, folder, work, due)
  await assertHeld()
  const draft = join(work, `${journalName}.part`)
  await files.writeFile(draft, JSON.stringify(journal), { flush: true })
  await files.rename(draft, join(work, journalName))
  try {
    for (const path of journal.folders) await files.mkdir(join(folder, path))
    for (const [at, { path, text }] of due.entries())
      if (text === undefined) await files.unlink(join(folder, path))
      else await files.rename(join(work, 'new', String(at)), join(folder, path))
    for (const { path, change } of due) if (change === 'remove') await removeFoldersAbove(files, folder, path)
    await files.unlink(join(work, journalName))
  } catch (error) {
    await undoJournal(files, folder, work, journal)
    throw error
  }
}

async function layOut(
  files: FileSystem,
  folder: string,
  work: string,
  changes: readonly PlannedChange[],
): Promise<void> {
  await files.mkdir(join(work, 'new'))
  await files.mkdir(join(work, 'old'))
  for (const [at, { path, before, text }] of changes.entries()) {
    if (before !== undefined) await files.copyFile(join(folder, path), join(work, 'old', String(at)))
    if (text !== undefined) await files.writeFile(join(work, 'new', String(at)), text, { flag: 'wx', flush: true })
  }
}

/** Outer ones first. */
async function missingFolders(files: FileSystem, folder: string, changes: readonly PlannedChange[]): Promise<string[]> {
  const missing = new Set<string>()
  const there = new Set<string>()
  for (const { path, text } of changes) {
    if (text === undefined) continue
    for (let at = path.indexOf('/'); at !== -1; at = path.indexOf('/', at + 1)) {
      const above = path.slice(0, at)
      if (missing.has(above) || there.has(above)) continue
      const found = await orAbsent(files.lstat(join(folder, above)))
      ;(found === undefined ? missing : there).add(above)
    }
  }
  return [...missing]
}

async function removeFoldersAbove(files: FileSystem, folder: string, path: string): Promise<void> {
  for (let above = dirname(path); above !== '.'; above = dirname(above))
    if (!(await removeEmptyFolder(files, join(folder, above)))) return
}
