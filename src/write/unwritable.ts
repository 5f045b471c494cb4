import { FountainError } from '../core/fountain-error.ts'
import { errorCode } from './error-code.ts'

const reasons: Readonly<Record<string, string>> = {
  EACCES: 'no permission',
  EPERM: 'no permission',
  EROFS: 'the file system is read-only',
  ENOENT: 'its folder does not exist',
  ENOTDIR: 'what should be its folder is a file',
  EISDIR: 'it is a folder',
  EEXIST: 'something else is there',
  ENOTEMPTY: 'something else is there',
  ENOSPC: 'the disk is full',
  EDQUOT: 'the quota of the disk is used up',
  EFBIG: 'the file would be too large',
  EIO: 'the disk reports an error',
  EXDEV: 'a folder below it is on another file system',
  ENAMETOOLONG: 'the path is too long',
  ELOOP: 'symbolic links lead in a circle',
  EBUSY: 'it is in use',
  EMFILE: 'too many files are open',
}

/** FountainError `unwritable-output` (exit 2) for an error of the file system; what is none is returned as it is. */
export function unwritable(file: string, error: unknown, hint = ''): unknown {
  const code = errorCode(error)
  if (error instanceof FountainError || !/^E[A-Z0-9]+$/.test(code)) return error
  const reason = Object.hasOwn(reasons, code) ? reasons[code]! : code
  return new FountainError('unwritable-output', `${file} cannot be written: ${reason}`, { hint, cause: error })
}
