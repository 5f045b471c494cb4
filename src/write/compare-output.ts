import { join } from 'node:path'
import { FountainError } from '../core/fountain-error.ts'
import { compareText } from '../core/order.ts'
import type { Artifact } from '../emit/artifact.ts'
import type { FileChange } from './file-change.ts'
import type { FileSystem } from './file-system.ts'
import { orAbsent } from './file-system.ts'
import type { Manifest, WrittenFile } from './manifest.ts'
import { manifestText, sha256 } from './manifest.ts'
import { foldPath, manifestName } from './output-path.ts'

/** A change with what it takes to make and to undo it. */
export interface PlannedChange extends FileChange {
  readonly text?: string
  /** sha256 of what stands there now; undefined where nothing does. */
  readonly before?: string
}

/** Compares what shall be with what stands in the folder; touches nothing. Sorted by path, the manifest last. */
export async function compareOutput(
  files: FileSystem,
  folder: string,
  artifacts: readonly Artifact[],
  manifest: Manifest | undefined,
): Promise<PlannedChange[]> {
  const reader = outputReader(files, folder)
  const written = new Map(manifest?.files.map((file) => [file.path, file]))
  const emitted = new Map(artifacts.map((artifact) => [foldPath(artifact.path), artifact]))
  const changes: PlannedChange[] = []
  for (const artifact of artifacts)
    changes.push(compareOne(artifact, written.get(artifact.path), await reader.hash(artifact.path)))
  for (const file of written.values()) {
    const twin = emitted.get(foldPath(file.path))
    if (twin?.path === file.path) continue
    // Where case does not count, the file of the new name is the file of the old one.
    if (twin !== undefined && (await reader.same(file.path, twin.path))) continue
    const before = await reader.hash(file.path)
    if (before !== undefined) changes.push(removeOne(file, before))
  }
  changes.sort((a, b) => compareText(a.path, b.path))
  const text = manifestText(artifacts)
  const before = await reader.hash(manifestName)
  const after = sha256(text)
  const change = before === undefined ? 'create' : before === after ? 'none' : 'change'
  changes.push({ path: manifestName, kind: 'manifest', change, text, ...(before !== undefined && { before }) })
  return changes
}

function compareOne(artifact: Artifact, written: WrittenFile | undefined, before: string | undefined): PlannedChange {
  const { path, text } = artifact
  const after = sha256(text)
  const kind = written?.kind === 'migration' ? 'migration' : artifact.kind
  if (before === after) return { path, kind, change: 'none', text, before }
  if (before === undefined) {
    const another = kind === 'migration' && written !== undefined && written.sha256 !== after
    return { path, kind, change: 'create', text, ...(another && { conflict: 'migration-changed' }) }
  }
  const change = { path, kind, change: 'change', text, before } as const
  if (written === undefined) return { ...change, conflict: 'in-the-way' }
  const untouched = before === written.sha256
  if (kind === 'migration') return { ...change, conflict: untouched ? 'migration-changed' : 'migration-edited' }
  return untouched ? change : { ...change, conflict: 'edited' }
}

function removeOne({ path, kind, sha256: written }: WrittenFile, before: string): PlannedChange {
  const change = { path, kind, change: 'remove', before } as const
  if (kind === 'migration') return { ...change, conflict: 'migration-removed' }
  return before === written ? change : { ...change, conflict: 'edited' }
}

/** Reads below a folder without ever following a symbolic link out of it. */
export function outputReader(
  files: FileSystem,
  folder: string,
): {
  /** sha256 of a file; undefined where there is none. */
  hash(path: string): Promise<string | undefined>
  /** Whether two paths are one file. */
  same(one: string, other: string): Promise<boolean>
} {
  const folders = new Map<string, boolean>()
  /** Whether the folders above a file are there, and real. */
  async function reach(path: string): Promise<boolean> {
    for (let at = path.indexOf('/'); at !== -1; at = path.indexOf('/', at + 1)) {
      const above = path.slice(0, at)
      let there = folders.get(above)
      if (there === undefined) {
        const found = await orAbsent(files.lstat(join(folder, above)))
        if (found !== undefined && !found.isDirectory()) throw notOurs(join(folder, above), found.isSymbolicLink())
        there = found !== undefined
        folders.set(above, there)
      }
      if (!there) return false
    }
    return true
  }
  async function find(path: string) {
    const found = (await reach(path)) ? await orAbsent(files.lstat(join(folder, path))) : undefined
    if (found !== undefined && !found.isFile()) throw notOurs(join(folder, path), found.isSymbolicLink())
    return found
  }
  return {
    async hash(path) {
      if ((await find(path)) === undefined) return undefined
      return sha256(await files.readFile(join(folder, path)))
    },
    async same(one, other) {
      const [a, b] = [await find(one), await find(other)]
      return a !== undefined && b !== undefined && a.ino === b.ino && a.dev === b.dev
    },
  }
}

function notOurs(path: string, link: boolean): FountainError {
  const what = link ? 'a symbolic link' : 'not what fountain-split would write there'
  return new FountainError('foreign-file', `${path} is ${what}`, {
    hint: 'Nothing is written through or over it. Move it away, or choose another folder.',
  })
}
