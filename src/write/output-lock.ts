import { randomUUID } from 'node:crypto'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { z } from 'zod'
import { FountainError } from '../core/fountain-error.ts'
import type { FileSystem } from './file-system.ts'
import { errorCode } from './error-code.ts'
import { orAbsent } from './file-system.ts'

const ownerSchema = z.object({ token: z.string(), process: z.number().int().positive(), host: z.string() })
type Owner = z.infer<typeof ownerSchema>

export interface OutputLock {
  /** Throws where another run took it for dead. */
  assertHeld(): Promise<void>
  release(): Promise<void>
}

/** Tokens of this process, which may have the number of one that died in another container. */
const held = new Set<string>()
const attempts = 20

/**
 * Takes the lock of a work folder, which it makes; takes it over from a process that is gone.
 * Throws FountainError `output-busy` (exit 2).
 */
export async function lockOutput(files: FileSystem, work: string): Promise<OutputLock> {
  const path = join(work, 'lock')
  const token = randomUUID()
  const content = JSON.stringify({ token, process: process.pid, host: hostname() } satisfies Owner)
  for (let attempt = 0; attempt < attempts; attempt++) {
    try {
      await files.mkdir(work, { recursive: true })
      await files.writeFile(path, content, { flag: 'wx' })
      held.add(token)
      return { assertHeld: () => assertHeld(files, path, content), release: () => release(files, path, token) }
    } catch (error) {
      // ENOENT: the run before has just removed the folder.
      if (errorCode(error) !== 'EEXIST' && errorCode(error) !== 'ENOENT') throw error
    }
    const found = (await orAbsent(files.readFile(path)))?.toString('utf8')
    if (found === undefined) continue
    const owner = readOwner(found)
    if (owner !== undefined && isAlive(owner)) throw busy(work, owner)
    // Empty: its owner is writing it just now, or died doing so.
    if (owner === undefined && attempt < attempts / 2) await wait(20)
    else await takeOver(files, path, found)
  }
  throw busy(work, undefined)
}

function readOwner(text: string): Owner | undefined {
  try {
    return ownerSchema.parse(JSON.parse(text))
  } catch {
    return undefined
  }
}

function isAlive(owner: Owner): boolean {
  if (owner.host !== hostname()) return true
  if (owner.process === process.pid) return held.has(owner.token)
  try {
    process.kill(owner.process, 0)
    return true
  } catch (error) {
    return errorCode(error) === 'EPERM'
  }
}

/** Two runs may see the same dead owner: what was moved away and is not his is put back. */
async function takeOver(files: FileSystem, path: string, seen: string): Promise<void> {
  const aside = `${path}-${randomUUID()}`
  try {
    await files.rename(path, aside)
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return
    throw error
  }
  if ((await files.readFile(aside)).toString('utf8') !== seen) await files.link(aside, path).catch(() => {})
  await files.unlink(aside)
}

async function assertHeld(files: FileSystem, path: string, content: string): Promise<void> {
  if ((await orAbsent(files.readFile(path)))?.toString('utf8') !== content) throw busy(path, undefined)
}

async function release(files: FileSystem, path: string, token: string): Promise<void> {
  held.delete(token)
  await orAbsent(files.unlink(path))
}

function busy(path: string, owner: Owner | undefined): FountainError {
  const who = owner === undefined ? '' : ` (process ${owner.process} on ${owner.host})`
  return new FountainError('output-busy', `another run is writing there${who}`, {
    hint: `Wait for it. If there is none, delete ${path}.`,
  })
}
