import { randomBytes } from 'node:crypto'
import { open, rename, rm, stat } from 'node:fs/promises'
import { FountainError } from '../core/fountain-error.ts'

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

const reasons: Readonly<Record<string, string>> = {
  EACCES: 'no permission',
  EPERM: 'no permission',
  EROFS: 'the file system is read-only',
  ENOENT: 'its folder does not exist',
  ENOTDIR: 'what should be its folder is a file',
  EISDIR: 'it is a folder',
  ENOSPC: 'the disk is full',
}

function unwritable(file: string, error: unknown): unknown {
  const reason = reasons[(error as NodeJS.ErrnoException).code ?? '']
  if (reason === undefined) return error
  return new FountainError('unwritable-output', `${file} cannot be written: ${reason}`, { cause: error })
}
