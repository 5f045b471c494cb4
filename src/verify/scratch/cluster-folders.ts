import { randomUUID } from 'node:crypto'
import { chownSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { commandOf, isAlive, markProcess } from './process-mark.ts'
import type { ProcessMark } from './process-mark.ts'
import { scratchPlaces } from './scratch-places.ts'

const prefix = 'fountain-split-scratch-'
const markFile = 'owner.json'

/** Where a cluster of our own may be. Whoever makes it there sees to its end before: a signal may come at any moment. */
export function newClusterFolder(): string {
  return join(scratchPlaces()[0]!, `${prefix}${randomUUID()}`)
}

/** Makes the folder of one cluster, marked with the process that made it. The server's user may enter and own it. */
export function makeClusterFolder(folder: string, user: { readonly uid?: number; readonly gid?: number }): void {
  mkdirSync(folder, { mode: 0o755 })
  const mark = { host: hostname(), ...markProcess(process.pid) }
  writeFileSync(join(folder, markFile), `${JSON.stringify(mark)}\n`)
  if (user.uid !== undefined) chownSync(folder, user.uid, user.gid!)
}

/** Ends the servers of processes that died without doing so, and removes their folders. */
export function removeLeftoverClusters(): void {
  for (const folder of scratchPlaces().flatMap(clustersIn)) {
    const mark = readMark(folder)
    if (mark === undefined || mark.host !== hostname() || isAlive(mark)) continue
    endServerOf(folder)
    // Another user's leftover stays that user's.
    try {
      rmSync(folder, { recursive: true, force: true })
    } catch {}
  }
}

function clustersIn(place: string): string[] {
  return readdirSync(place).flatMap((name) => (name.startsWith(prefix) ? [join(place, name)] : []))
}

function readMark(folder: string): (ProcessMark & { readonly host: string }) | undefined {
  try {
    return JSON.parse(readFileSync(join(folder, markFile), 'utf8'))
  } catch {
    return undefined
  }
}

function endServerOf(folder: string): void {
  try {
    const pid = Number(readFileSync(join(folder, 'data', 'postmaster.pid'), 'utf8').split('\n')[0])
    if (pid > 0 && commandOf(pid).includes(folder)) process.kill(pid, 'SIGQUIT')
  } catch {
    // No server was running, or it is another user's.
  }
}
