import { FountainError } from '../core/fountain-error.ts'
import { ServiceProblem } from '../runtime/service/service-problem.ts'

/** Runs what connects to databases; what a user can mend is thrown as FountainError (exit 2). `urls`: by service. */
export async function tellingConnections<Result>(
  urls: Readonly<Record<string, string>>,
  run: () => Promise<Result>,
): Promise<Result> {
  try {
    return await run()
  } catch (error) {
    if (error instanceof ServiceProblem)
      throw new FountainError(error.code, error.message, { hint: error.hint, cause: error })
    if (!isConnectionFailure(error)) throw error
    const where = Object.entries(urls).map(([service, url]) => `${service} (${placeOf(url)})`)
    const which = where.length === 1 ? `the database of ${where[0]}` : `one of the databases of ${where.join(', ')}`
    throw new FountainError('no-connection', `${which} cannot be reached: ${reasonOf(error)}`, {
      hint: 'Look at the address, the role and its password, and whether the server runs and lets you in.',
      cause: error,
    })
  }
}

/** Network, sign-in, no such database, a server that goes down or is full. */
function isConnectionFailure(error: unknown): boolean {
  const { code = '', message = '' } = error as { code?: string; message?: string }
  return /^E[A-Z_]+$/.test(code) || /^(08|28|3D|53|57P)/.test(code) || /connection|terminat|timeout/i.test(message)
}

/** A server of two addresses gives an error for each, and no message for both. */
function reasonOf(error: unknown): string {
  if (error instanceof AggregateError) return reasonOf(error.errors[0])
  return (error as Error).message
}

/** As it may be shown. */
function placeOf(url: string): string {
  const { hostname, port, pathname, searchParams } = new URL(url)
  const host = hostname === '' ? (searchParams.get('host') ?? 'local') : hostname
  return `${decodeURIComponent(host)}${port === '' ? '' : `:${port}`}${decodeURIComponent(pathname)}`
}
