import { spawn } from 'node:child_process'
import { FountainError } from '../core/fountain-error.ts'
import { takePassword } from './database-url.ts'

/** The schema of a live database as pg_dump writes it. Throws FountainError, exit 2; no password is ever in a message. */
export async function dumpDatabase(url: string): Promise<Buffer> {
  const { target, password } = takePassword(url)
  const result = await run('pg_dump', ['--schema-only', '--encoding=UTF8', `--dbname=${target}`], password)
  if (result.status === 0) return withoutRandomKey(result.output)
  const said = result.complaint.trim().split('\n')
  const mismatch = said.find((line) => line.includes('server version'))
  if (mismatch !== undefined)
    throw new FountainError('old-pg-dump', `pg_dump is older than the server: ${mismatch.trim()}`, {
      hint: 'Install the PostgreSQL client of the server’s version and put it first in PATH.',
    })
  throw new FountainError('unreadable-database', `pg_dump could not read ${target}: ${said[0] ?? 'no message'}`, {
    hint: 'Check host, port, database, user and password; the password may also stand in PGPASSWORD or ~/.pgpass.',
  })
}

/** Newer pg_dumps begin and end with a key for psql that is another one every time: the same database gives the same text. */
export function withoutRandomKey(dump: Buffer): Buffer {
  const key = /^\\restrict ([A-Za-z0-9]+)\r?$/m.exec(dump.toString('latin1', 0, 4096))?.[1]
  if (key === undefined) return dump
  const lines = new RegExp(`^\\\\(?:un)?restrict ${key}\\r?\\n`, 'gm')
  return Buffer.from(dump.toString('latin1').replace(lines, ''), 'latin1')
}

interface Outcome {
  readonly status: number | null
  readonly output: Buffer
  readonly complaint: string
}

function run(command: string, argv: readonly string[], password: string | undefined): Promise<Outcome> {
  return new Promise((done, fail) => {
    const env = password === undefined ? process.env : { ...process.env, PGPASSWORD: password }
    const child = spawn(command, argv, { env: { ...env, LC_MESSAGES: 'C' }, stdio: ['ignore', 'pipe', 'pipe'] })
    const output: Buffer[] = []
    let complaint = ''
    child.stdout.on('data', (chunk: Buffer) => output.push(chunk))
    child.stderr.on('data', (chunk: Buffer) => (complaint += chunk.toString('utf8')))
    child.on('error', (cause) =>
      fail(
        new FountainError('missing-pg-dump', 'pg_dump is needed to read a database, and is not in PATH', {
          hint: 'Install the PostgreSQL client, or run pg_dump --schema-only elsewhere and give its output.',
          cause,
        }),
      ),
    )
    child.on('close', (status) => done({ status, output: Buffer.concat(output), complaint }))
  })
}
