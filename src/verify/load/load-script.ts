import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { ClientBase } from 'pg'
import { from as copyFrom } from 'pg-copy-streams'
import { splitStatements } from '../../source/split-statements.ts'

/** A statement that PostgreSQL refused. */
export class ScriptError extends Error {
  /** From 1. */
  readonly line: number

  constructor(line: number, message: string, cause?: unknown) {
    super(message, { cause })
    this.line = line
  }
}

/**
 * Runs a script as psql would, statement by statement, rows of COPY included. Of psql's own lines `\set ON_ERROR_STOP` is
 * obeyed and the others are left out: unless it is turned off, the first error stops the script. Roles belong to the cluster:
 * one that is there already is no error.
 *
 * @throws ScriptError
 */
export async function loadScript(client: ClientBase, script: string | Buffer): Promise<void> {
  const bytes = typeof script === 'string' ? Buffer.from(script) : script
  const { statements, fault } = splitStatements(bytes)
  const lineAt = (offset: number) => bytes.subarray(0, offset).toString('latin1').split('\n').length
  let stopsOnError = true
  for (const { kind, textStart, sqlEnd, data } of statements) {
    const text = bytes.toString('utf8', textStart, sqlEnd)
    if (kind === 'psql') {
      const setting = /^\\set\s+ON_ERROR_STOP\s+(\w+)/.exec(text)?.[1]?.toLowerCase()
      if (setting !== undefined) stopsOnError = ['on', 'true', '1', 'yes'].includes(setting)
      continue
    }
    try {
      if (data === undefined) await client.query(text)
      else await pipeline(Readable.from([bytes.subarray(data.start, data.end)]), client.query(copyFrom(text)))
    } catch (error) {
      if (stopsOnError && !isRoleThatIsThere(text, error))
        throw new ScriptError(lineAt(textStart), (error as Error).message, error)
    }
  }
  if (fault !== undefined) throw new ScriptError(lineAt(fault.at), `the text ends early: ${fault.code}`)
}

function isRoleThatIsThere(text: string, error: unknown): boolean {
  return (error as { code?: string }).code === '42710' && /^CREATE\s+(ROLE|USER|GROUP)\s/i.test(text)
}
