import { accessSync, constants, statfsSync } from 'node:fs'
import { tmpdir } from 'node:os'

/** Bytes: what a run over a large schema may take, with as much to spare. */
const roomy = 4_000_000_000

/**
 * The folders that clusters are made in, the one for a new cluster first: memory where the system offers a folder in it with
 * room, since a cluster that nobody keeps need not wait for a disk; else the folder for temporary files. Where the user names
 * that folder by TMPDIR it is the only one.
 */
export function scratchPlaces(memory = '/dev/shm', room = roomy): readonly string[] {
  if (process.env['TMPDIR'] !== undefined || !isWritable(memory)) return [tmpdir()]
  const { bavail, bsize } = statfsSync(memory)
  return bavail * bsize < room ? [tmpdir(), memory] : [memory, tmpdir()]
}

function isWritable(folder: string): boolean {
  try {
    accessSync(folder, constants.W_OK)
    return true
  } catch {
    return false
  }
}
