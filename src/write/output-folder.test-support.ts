import assert from 'node:assert/strict'
import { mkdtemp, readFile, readdir } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { FountainError } from '../core/fountain-error.ts'
import type { Artifact } from '../emit/artifact.ts'
import type { FileSystem } from './file-system.ts'
import { realFileSystem } from './file-system.ts'
import type { Permissions } from './refuse-conflicts.ts'
import { compareArtifacts, writeArtifacts } from './write-artifacts.ts'

export const generated = (path: string, text: string): Artifact => ({ path, text, kind: 'generated' })
export const migration = (path: string, text: string): Artifact => ({ path, text, kind: 'migration' })

export function makeFolder(): Promise<string> {
  return mkdtemp(join(tmpdir(), 'fountain-split-write-'))
}

/** Every file with its content and every empty folder, by path; undefined where there is no folder. */
export async function snapshot(folder: string): Promise<Record<string, string> | undefined> {
  const found: Record<string, string> = {}
  let entries
  try {
    entries = await readdir(folder, { recursive: true, withFileTypes: true })
  } catch {
    return undefined
  }
  for (const entry of entries) {
    const path = join(entry.parentPath, entry.name)
    const name = path.slice(folder.length + 1)
    if (!entry.isDirectory()) found[name] = entry.isSymbolicLink() ? '(link)' : await readFile(path, 'utf8')
    else if ((await readdir(path)).length === 0) found[`${name}/`] = ''
  }
  return found
}

/** Without waiting for the disk at every file: these tests kill no machine. */
export const fastFileSystem: FileSystem = {
  ...realFileSystem,
  writeFile: (path, data, options) =>
    realFileSystem.writeFile(path, data, typeof options === 'object' ? { ...options, flush: false } : options),
}

export class Crash extends Error {}

/**
 * - `error`: the call fails, once, and does nothing
 * - `late error`: the call fails, once, although it did its work
 * - `errors`: that call and all after it fail
 * - `crash`: nothing reaches the disk from that call on, as if the process had been killed
 * - `torn crash`: the same, and a file that is being written is left with half its content
 */
export type Fault = 'error' | 'late error' | 'errors' | 'crash' | 'torn crash'

/** A file system whose `at`-th call (from 0) fails; `calls` says how many there were. */
export function faultyFileSystem(fault: Fault, at: number, code = 'EIO'): { files: FileSystem; calls: () => number } {
  let calls = 0
  const files = new Proxy(fastFileSystem, {
    get(target, name: keyof FileSystem) {
      const real = target[name] as (...values: unknown[]) => Promise<unknown>
      return async (...values: unknown[]) => {
        const call = calls++
        const fails = fault === 'error' || fault === 'late error' ? call === at : call >= at
        if (!fails) return real(...values)
        if (fault === 'torn crash' && call === at && name === 'writeFile')
          await real(values[0], String(values[1]).slice(0, 10))
        if (fault.endsWith('crash')) throw new Crash('killed')
        if (fault === 'late error') await real(...values)
        throw Object.assign(new Error(`${code}: injected`), { code, path: values[0] })
      }
    },
  })
  return { files, calls: () => calls }
}

/** What a run would do, a line per file that changes: `change path`, with the conflict. */
export async function previewOf(folder: string, artifacts: readonly Artifact[]): Promise<string[]> {
  return (await compareArtifacts(folder, artifacts, { force: true }))
    .filter(({ change, kind }) => change !== 'none' && kind !== 'manifest')
    .map(({ change, path, conflict }) => [change, path, ...(conflict === undefined ? [] : [conflict])].join(' '))
}

/** Why a run is refused; also sees to it that nothing changes at the whole place. */
export async function refusalOf(
  place: string,
  folder: string,
  artifacts: readonly Artifact[],
  permissions?: Permissions,
): Promise<FountainError> {
  const before = await snapshot(place)
  const error: unknown = await writeArtifacts(folder, artifacts, permissions).catch((caught: unknown) => caught)
  assert.deepEqual(await snapshot(place), before)
  assert(error instanceof FountainError, 'the run was not refused')
  assert.equal(error.exitCode, 2)
  return error
}
