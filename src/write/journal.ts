import { dirname, join } from 'node:path'
import { z } from 'zod'
import { FountainError } from '../core/fountain-error.ts'
import type { FileSystem } from './file-system.ts'
import { errorCode } from './error-code.ts'
import { orAbsent } from './file-system.ts'
import { outputReader } from './compare-output.ts'
import { sha256Schema } from './manifest.ts'
import { manifestName, whyUnsafe } from './output-path.ts'

const safePath = z.string().refine((path) => path === manifestName || whyUnsafe(path) === undefined)

const journalSchema = z.object({
  /** Folders that the run makes, outer ones first. */
  folders: z.array(safePath),
  /** In this order; a file's place in the list is its name in `new` and `old`. */
  steps: z.array(z.object({ path: safePath, before: sha256Schema.optional(), after: sha256Schema.optional() })),
})

/**
 * What a run is about to do, written before it does any of it. While the journal stands, the run can be undone; once it is
 * gone, the run is done.
 */
export type Journal = z.infer<typeof journalSchema>

export const journalName = 'journal.json'

/** Undefined where no run was interrupted between its first and its last change. */
export async function readJournal(files: FileSystem, work: string): Promise<Journal | undefined> {
  const bytes = await orAbsent(files.readFile(join(work, journalName)))
  if (bytes === undefined) return undefined
  try {
    return journalSchema.parse(JSON.parse(bytes.toString('utf8')))
  } catch (cause) {
    throw new FountainError('unreadable-journal', `${join(work, journalName)} is not as fountain-split wrote it`, {
      hint: `It would undo a run that was interrupted. Bring the folder back from version control, and delete ${work}.`,
      cause,
    })
  }
}

/**
 * Undoes a run, as far as it came; may itself be interrupted and repeated. A file that is neither what stood there before
 * nor what the run made of it has been touched since, and stays.
 */
export async function undoJournal(files: FileSystem, folder: string, work: string, journal: Journal): Promise<void> {
  for (const [at, { path, before, after }] of [...journal.steps.entries()].reverse()) {
    const now = await outputReader(files, folder).hash(path)
    if (now === before || now !== after) continue
    if (before === undefined) await files.unlink(join(folder, path))
    else {
      await files.mkdir(dirname(join(folder, path)), { recursive: true })
      await files.rename(join(work, 'old', String(at)), join(folder, path))
    }
  }
  for (const path of [...journal.folders].reverse()) await removeEmptyFolder(files, join(folder, path))
  await orAbsent(files.unlink(join(work, journalName)))
}

/** Leaves a folder that has something in it, or is not there. */
export async function removeEmptyFolder(files: FileSystem, path: string): Promise<boolean> {
  try {
    await files.rmdir(path)
    return true
  } catch (error) {
    if (['ENOENT', 'ENOTEMPTY', 'EEXIST', 'ENOTDIR'].includes(errorCode(error))) return false
    throw error
  }
}
