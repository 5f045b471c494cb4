import { randomBytes } from 'node:crypto'
import { open, rename, rm, stat } from 'node:fs/promises'
import { unwritable } from './unwritable.ts'

/**
 * Writes one file, whole or not at all: beside its place first, then moved there.
 * Throws FountainError `unwritable-output` (exit 2).
 */
export async function writeReport(file: string, pieces: Iterable<string> | AsyncIterable<string>): Promise<void> {
  const draft = `${file}.${randomBytes(6).toString('hex')}.part`
  try {
    if ((await stat(file).catch(() => undefined))?.isDirectory() === true)
      throw Object.assign(new Error('it is a folder'), { code: 'EISDIR' })
    const handle = await open(draft, 'wx')
    try {
      for await (const piece of pieces) await handle.write(piece)
    } finally {
      await handle.close()
    }
    await rename(draft, file)
  } catch (error) {
    await rm(draft, { force: true }).catch(() => {})
    throw unwritable(file, error)
  }
}
