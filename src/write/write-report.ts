import { randomBytes } from 'node:crypto'
import { open, realpath, rename, rm, stat } from 'node:fs/promises'
import { unwritable } from './unwritable.ts'

const chunkSize = 65_536

type Pieces = Iterable<string> | AsyncIterable<string>

/**
 * Writes one file, whole or not at all: beside its place first, then moved there. Through a symbolic link, to where it
 * leads; to what is no plain file (`/dev/null`, a pipe) straight, for moving a file there would take its place.
 * Throws FountainError `unwritable-output` (exit 2).
 */
export async function writeReport(file: string, pieces: Pieces): Promise<void> {
  try {
    const there = await stat(file).catch(() => undefined)
    if (there?.isDirectory() === true) throw Object.assign(new Error('it is a folder'), { code: 'EISDIR' })
    if (there === undefined || there.isFile()) await replace(await realpath(file).catch(() => file), pieces)
    else await pour(file, 'w', pieces)
  } catch (error) {
    throw unwritable(file, error)
  }
}

async function replace(file: string, pieces: Pieces): Promise<void> {
  const draft = `${file}.${randomBytes(6).toString('hex')}.part`
  try {
    await pour(draft, 'wx', pieces)
    await rename(draft, file)
  } catch (error) {
    await rm(draft, { force: true }).catch(() => {})
    throw error
  }
}

async function pour(file: string, flags: 'w' | 'wx', pieces: Pieces): Promise<void> {
  const handle = await open(file, flags)
  try {
    let waiting = ''
    for await (const piece of pieces) {
      waiting += piece
      if (waiting.length < chunkSize) continue
      await handle.write(waiting)
      waiting = ''
    }
    if (waiting !== '') await handle.write(waiting)
  } finally {
    await handle.close()
  }
}
