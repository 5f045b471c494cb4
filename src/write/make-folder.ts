import { mkdir } from 'node:fs/promises'
import { FountainError } from '../core/fountain-error.ts'

/** Makes a folder and those above it, where they are not there. Throws FountainError `unwritable-output` (exit 2). */
export async function makeFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true })
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException
    throw new FountainError('unwritable-output', `the folder ${folder} cannot be made: ${code ?? message}`, { cause })
  }
}
