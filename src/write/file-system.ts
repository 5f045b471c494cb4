import * as files from 'node:fs/promises'
import { errorCode } from './error-code.ts'

/** What the write room uses of `node:fs/promises`; tests put one in that fails. */
export type FileSystem = Pick<
  typeof files,
  | 'copyFile'
  | 'link'
  | 'lstat'
  | 'mkdir'
  | 'readFile'
  | 'readdir'
  | 'rename'
  | 'rm'
  | 'rmdir'
  | 'stat'
  | 'unlink'
  | 'writeFile'
>

export const realFileSystem: FileSystem = files

/** The value, or undefined where there is no such file or folder. */
export async function orAbsent<T>(promise: Promise<T>): Promise<T | undefined> {
  try {
    return await promise
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined
    throw error
  }
}
