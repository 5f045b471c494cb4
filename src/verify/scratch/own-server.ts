import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import pg from 'pg'
import { FountainError } from '../../core/fountain-error.ts'
import { makeClusterFolder, newClusterFolder, removeLeftoverClusters } from './cluster-folders.ts'
import { endWithProcess } from './end-with-process.ts'
import { findFreePort } from './free-port.ts'
import { ScratchDatabases } from './scratch-databases.ts'
import type { ScratchOrigin, ScratchServer } from './scratch-server.ts'
import { serverUser } from './server-user.ts'

/** A cluster of our own in a temporary folder, on a free port of 127.0.0.1. Nothing in it outlives it: fsync is off. */
export async function startOwnServer(
  programs: string,
  origin: ScratchOrigin,
  settings: readonly string[] = [],
): Promise<ScratchServer> {
  removeLeftoverClusters()
  const user = serverUser()
  const folder = newClusterFolder()
  const data = join(folder, 'data')
  const remove = () => rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 })
  // Whatever runs when the process is told to end, goes with it.
  let running: ChildProcess | undefined
  const end = async () => {
    if (running !== undefined) await endChild(running)
    remove()
  }
  const kill = () => {
    running?.kill('SIGQUIT')
    remove()
  }
  const keep = endWithProcess(end, kill)
  const run = (program: string, args: readonly string[], cwd: string) =>
    (running = spawn(join(programs, program), args, { ...user, cwd, stdio: ['ignore', 'ignore', 'pipe'] }))
  let started: Started
  try {
    makeClusterFolder(folder, user)
    await makeCluster((args) => run('initdb', args, folder), data)
    started = await startOnFreePort((args) => run('postgres', args, data), data, settings)
  } catch (error) {
    await end()
    keep()
    throw error
  }
  const { server, admin, url } = started
  const databases = new ScratchDatabases(admin, randomBytes(4).toString('hex'), (name) => `${url}/${name}`)
  let stopped: Promise<void> | undefined
  const stop = () => (stopped ??= stopServer(server, admin).finally(remove))
  keep()
  const keepServer = endWithProcess(stop, kill)
  return {
    url,
    origin,
    createDatabase: (purpose, template) => databases.create(purpose, template),
    crash: () => crash(admin),
    stop: () => stop().finally(keepServer),
  }
}

/** Runs initdb. */
async function makeCluster(run: (args: readonly string[]) => ChildProcess, data: string): Promise<void> {
  const locale = ['-E', 'UTF8', '--locale=C']
  const child = run(['-D', data, '-U', 'postgres', '-A', 'trust', ...locale, '-N'])
  let said = ''
  child.stderr?.on('data', (chunk: Buffer) => (said = (said + chunk.toString()).slice(-2000)))
  const code = await new Promise<number | null>((resolve) => {
    child.once('error', (error) => {
      said = error.message
      resolve(null)
    })
    child.once('close', resolve)
  })
  if (code !== 0) throw cannotStart(`initdb: ${said}`)
}

async function stopServer(server: ChildProcess, admin: pg.Pool): Promise<void> {
  await admin.end().catch(() => {})
  await endChild(server)
}

/**
 * One backend is killed: the server then ends all others and recovers from its log, as after a crash. It goes on listening,
 * so that nobody else takes its port.
 */
async function crash(admin: pg.Pool): Promise<void> {
  const ask = `SELECT pg_backend_pid() AS own, (SELECT pid FROM pg_stat_activity WHERE backend_type = 'checkpointer') AS checkpointer`
  const before = (await admin.query<{ own: number; checkpointer: number }>(ask)).rows[0]!
  process.kill(before.own, 'SIGKILL')
  for (let attempt = 0; ; attempt++) {
    try {
      const { checkpointer } = (await admin.query<{ checkpointer: number | null }>(ask)).rows[0]!
      if (checkpointer !== null && checkpointer !== before.checkpointer) return
    } catch (error) {
      if (attempt === 1000) throw cannotStart(`it does not come back after a crash. ${(error as Error).message}`, error)
    }
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
}

/** Nobody wants the data: an immediate shutdown waits for nothing. */
async function endChild(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  child.kill('SIGQUIT')
  await ended
}

interface Started {
  readonly server: ChildProcess
  /** A pool: a server that crashed comes back, a connection does not. */
  readonly admin: pg.Pool
  readonly url: string
}

/** Between finding a free port and listening on it another process may take it: then it is tried with another. */
async function startOnFreePort(
  run: (args: readonly string[]) => ChildProcess,
  data: string,
  more: readonly string[],
): Promise<Started> {
  for (let attempt = 1; ; attempt++) {
    const port = await findFreePort()
    // No answer depends on where the machine stands.
    const settings = [
      'timezone=UTC',
      'listen_addresses=127.0.0.1',
      'fsync=off',
      'max_connections=200',
      'max_prepared_transactions=10',
      ...more,
    ]
    const flags = ['-D', data, '-p', String(port), '-k', '', ...settings.flatMap((setting) => ['-c', setting])]
    const server = run(flags)
    const url = `postgres://postgres@127.0.0.1:${port}`
    try {
      return { server, url, admin: await connectWhenReady(server, `${url}/postgres`, data) }
    } catch (error) {
      server.kill('SIGQUIT')
      if (attempt === 5) throw error
    }
  }
}

async function connectWhenReady(server: ChildProcess, url: string, data: string): Promise<pg.Pool> {
  let said = ''
  server.stderr?.on('data', (chunk: Buffer) => (said = (said + chunk.toString()).slice(-2000)))
  server.on('error', (error) => (said = error.message))
  for (let attempt = 0; ; attempt++) {
    const admin = new pg.Pool({ connectionString: url, max: 1 })
    admin.on('error', () => {})
    try {
      const { rows } = await admin.query('SHOW data_directory')
      // On our port there may be somebody else's server, while ours found it taken.
      if (rows[0].data_directory === data) return admin
      throw cannotStart(`the port was taken. ${said}`)
    } catch (error) {
      await admin.end()
      if (error instanceof FountainError || server.exitCode !== null || server.pid === undefined || attempt === 400)
        throw cannotStart(`${said}\n${(error as Error).message}`, error)
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
  }
}

function cannotStart(why: string, cause?: unknown): FountainError {
  return new FountainError('scratch-server-failed', `A scratch server could not be started: ${why.trim()}`, {
    hint: 'Give a running server with --server postgres://….',
    cause,
  })
}
