import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { ClientBase } from 'pg'
import { from as copyFrom } from 'pg-copy-streams'
import type { RawStatement } from '../../source/split-statements.ts'
import { splitStatements } from '../../source/split-statements.ts'
import { concernsMore } from './concerns-more.ts'

/** A statement that PostgreSQL refused. */
export class ScriptError extends Error {
  /** From 1. */
  readonly line: number

  constructor(line: number, message: string, cause?: unknown) {
    super(message, { cause })
    this.line = line
  }
}

export interface LoadOptions {
  /** The cluster is somebody else's: what its roles are is not changed. */
  readonly borrowed?: boolean
  /** Called with each statement that PostgreSQL refuses; then the script goes on. By default the first one ends it. */
  readonly onRefused?: (statement: RawStatement, error: ScriptError) => void
}

/**
 * Runs a script as psql would, statement by statement, rows of COPY included. Of psql's own lines `\set ON_ERROR_STOP` is
 * obeyed and the others are left out: unless it is turned off, the first error stops the script. What is there already, as
 * roles are, which belong to the cluster, is no error; what concerns more than the database is not run.
 *
 * @throws ScriptError
 */
export async function loadScript(
  client: ClientBase,
  script: string | Buffer,
  { borrowed = false, onRefused }: LoadOptions = {},
): Promise<void> {
  const bytes = typeof script === 'string' ? Buffer.from(script) : script
  const { statements, fault } = splitStatements(bytes)
  const lineAt = (offset: number) => bytes.subarray(0, offset).toString('latin1').split('\n').length
  const send = onRefused === undefined ? sendStatement : sendGuarded
  let stopsOnError = true
  for (const statement of statements) {
    const { kind, textStart, sqlEnd, data } = statement
    const text = bytes.toString('utf8', textStart, sqlEnd)
    if (kind === 'psql') {
      const setting = /^\\set\s+ON_ERROR_STOP\s+(\w+)/.exec(text)?.[1]?.toLowerCase()
      if (setting !== undefined) stopsOnError = ['on', 'true', '1', 'yes'].includes(setting)
      continue
    }
    if (concernsMore(text, borrowed)) continue
    try {
      await send(client, text, data && bytes.subarray(data.start, data.end))
    } catch (error) {
      if (isThere(text, error)) continue
      const told = new ScriptError(lineAt(textStart), (error as Error).message, error)
      if (onRefused !== undefined) onRefused(statement, told)
      else if (stopsOnError) throw told
    }
  }
  if (fault !== undefined) throw new ScriptError(lineAt(fault.at), `the text ends early: ${fault.code}`)
}

async function sendStatement(client: ClientBase, text: string, rows: Buffer | undefined): Promise<void> {
  if (rows === undefined) await client.query(text)
  else await pipeline(Readable.from([rows]), client.query(copyFrom(text)))
}

/** Within a transaction of the script's, a refused statement does not end that. */
async function sendGuarded(client: ClientBase, text: string, rows: Buffer | undefined): Promise<void> {
  const within = () => client.getTransactionStatus() !== 'I'
  const guarded = within()
  if (guarded) await client.query('SAVEPOINT fountain_split_statement')
  try {
    await sendStatement(client, text, rows)
  } catch (error) {
    if (guarded && within()) await client.query('ROLLBACK TO SAVEPOINT fountain_split_statement')
    throw error
  }
  if (guarded && within()) await client.query('RELEASE SAVEPOINT fountain_split_statement')
}

/** Roles belong to the cluster, and an empty database has a schema called public. */
function isThere(text: string, error: unknown): boolean {
  const { code } = error as { code?: string }
  return (
    (code === '42710' && /^CREATE\s+(ROLE|USER|GROUP)\s/i.test(text)) ||
    (code === '42P06' && /^CREATE\s+SCHEMA\s+(public|"public")\s*$/i.test(text))
  )
}
