import { readFileSync } from 'node:fs'
import { FountainError } from '../../core/fountain-error.ts'

/** Who the server runs as: ourselves, but never root, which PostgreSQL refuses. */
export function serverUser(): { readonly uid?: number; readonly gid?: number } {
  if (process.getuid?.() !== 0) return {}
  const users = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map((line) => line.split(':'))
  const found = users.find((user) => user[0] === 'postgres') ?? users.find((user) => user[0] === 'nobody')
  if (found === undefined)
    throw new FountainError('no-server-user', 'PostgreSQL does not run as root, and there is no other user for it', {
      hint: 'Run this as another user, or add a user called postgres.',
    })
  return { uid: Number(found[2]), gid: Number(found[3]) }
}
