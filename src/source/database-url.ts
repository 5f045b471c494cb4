import { FountainError } from '../core/fountain-error.ts'

const databaseUrl = /^postgres(ql)?:\/\//i

export function isDatabaseUrl(source: string): boolean {
  return databaseUrl.test(source)
}

/** A database's URL as it may be shown and written down; anything else as it is. Throws as `takePassword`. */
export function withoutPassword(source: string): string {
  return isDatabaseUrl(source) ? takePassword(source).target : source
}

/** The URL without its password, which travels in the environment where no process list shows it. */
export function takePassword(url: string): { target: string; password: string | undefined } {
  try {
    const parsed = new URL(url)
    const inQuery = parsed.searchParams.get('password') ?? undefined
    parsed.searchParams.delete('password')
    const password = parsed.password === '' ? inQuery : decodeURIComponent(parsed.password)
    parsed.password = ''
    return { target: parsed.toString(), password }
  } catch {
    throw new FountainError('invalid-url', 'the database URL cannot be read', {
      hint: 'Write it as postgres://user@host:5432/database; special characters in names need percent encoding.',
    })
  }
}
