import { randomBytes } from 'node:crypto'
import pg from 'pg'
import { FountainError } from '../../core/fountain-error.ts'
import { quoteName } from '../../core/identifier.ts'
import { endWithProcess } from './end-with-process.ts'
import { ScratchDatabases, listScratchDatabases } from './scratch-databases.ts'
import type { ScratchServer } from './scratch-server.ts'

/** First half of the advisory lock that a run holds while it lives; the second half is the run itself. */
const lockSpace = 0x464f554e

/** Scratch databases on a server that is not ours. Its other databases are not touched. */
export async function borrowServer(url: string): Promise<ScratchServer> {
  const admin = new pg.Client(url)
  // A server that goes away is told by the next query.
  admin.on('error', () => {})
  try {
    await admin.connect()
  } catch (error) {
    throw new FountainError('no-connection', `The scratch server cannot be reached: ${(error as Error).message}`, {
      hint: 'Check the URL given with --server.',
      cause: error,
    })
  }
  try {
    return await borrow(admin, url)
  } catch (error) {
    await admin.end()
    throw error
  }
}

async function borrow(admin: pg.Client, url: string): Promise<ScratchServer> {
  await demandRights(admin)
  const run = randomBytes(4).toString('hex')
  await admin.query('SELECT pg_advisory_lock($1, $2)', [lockSpace, Number.parseInt(run, 16) | 0])
  await dropLeftovers(admin)
  const withDatabase = (name: string) => {
    const result = new URL(url)
    result.pathname = `/${name}`
    return result.href
  }
  const databases = new ScratchDatabases(admin, run, withDatabase)
  let stopped: Promise<void> | undefined
  const stop = () => (stopped ??= databases.dropAll().finally(() => admin.end()))
  const keep = endWithProcess(stop, () => {})
  return {
    url: withDatabase('').replace(/\/$/, ''),
    origin: 'given',
    createDatabase: (purpose, template) => databases.create(purpose, template),
    stop: () => stop().finally(keep),
  }
}

async function demandRights(admin: pg.Client): Promise<void> {
  const { rows } = await admin.query(
    `SELECT (rolsuper OR rolcreatedb) AS databases, current_setting('server_version_num')::int AS version
       FROM pg_roles WHERE rolname = current_user`,
  )
  if (rows[0].version < 150000)
    throw new FountainError('old-scratch-server', 'The scratch server is older than PostgreSQL 15', {
      hint: 'What is generated uses MERGE, which came with 15.',
    })
  if (rows[0].databases !== true)
    throw new FountainError('no-database-right', 'The role given with --server may not create databases', {
      hint: 'Use a role with CREATEDB.',
    })
}

/** A run that lives holds its lock; the databases of any other are nobody's. */
async function dropLeftovers(admin: pg.Client): Promise<void> {
  const { rows } = await admin.query<{ run: string }>(
    `SELECT lpad(to_hex(objid::bigint), 8, '0') AS run FROM pg_locks
      WHERE locktype = 'advisory' AND classid = $1 AND objsubid = 2`,
    [lockSpace],
  )
  const living = new Set(rows.map((row) => row.run))
  for (const { name, run } of await listScratchDatabases(admin))
    if (!living.has(run)) await admin.query(`DROP DATABASE IF EXISTS ${quoteName(name)} WITH (FORCE)`)
}
