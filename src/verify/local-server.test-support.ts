import { spawn, spawnSync } from 'node:child_process'
import { chownSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'

export interface LocalServer {
  /** Without a database: `postgres://user@host:port`. */
  readonly url: string
  stop(): Promise<void>
}

/** Folder of the PostgreSQL programs that belong to the pg_dump in PATH; undefined where there are none. */
export function findLocalPrograms(): string | undefined {
  const folder = spawnSync('pg_config', ['--bindir'], { encoding: 'utf8' }).stdout?.trim()
  if (folder === undefined || !existsSync(join(folder, 'initdb'))) return undefined
  const [own, inPath] = [join(folder, 'pg_dump'), 'pg_dump'].map(
    (program) => spawnSync(program, ['--version'], { encoding: 'utf8' }).stdout,
  )
  return own !== undefined && own !== '' && own === inPath ? folder : undefined
}

/** A server of the machine's own PostgreSQL, empty, on a free port; gone with `stop`. It never runs as root. */
export async function startLocalServer(programs: string): Promise<LocalServer> {
  const folder = mkdtempSync(join(tmpdir(), 'fountain-split-'))
  const user = process.getuid?.() === 0 ? findUser('postgres', 'nobody') : {}
  if (user.uid !== undefined) chownSync(folder, user.uid, user.gid!)
  const data = join(folder, 'data')
  const made = spawnSync(
    join(programs, 'initdb'),
    ['-D', data, '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--locale=C', '-N'],
    { ...user, cwd: folder, encoding: 'utf8' },
  )
  if (made.status !== 0) throw new Error(`initdb failed: ${made.stderr}`)
  const port = await freePort()
  const server = spawn(
    join(programs, 'postgres'),
    ['-D', data, '-p', String(port), '-k', folder, '-c', 'listen_addresses=127.0.0.1', '-c', 'fsync=off'],
    { ...user, cwd: folder, stdio: 'ignore' },
  )
  const url = `postgres://postgres@127.0.0.1:${port}`
  const ended = new Promise<void>((resolve) => server.once('close', () => resolve()))
  await waitForServer(`${url}/postgres`)
  return {
    url,
    async stop() {
      server.kill('SIGINT')
      await ended
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

function findUser(...names: readonly string[]): { uid?: number; gid?: number } {
  const users = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map((line) => line.split(':'))
  const found = names.map((name) => users.find((user) => user[0] === name)).find((user) => user !== undefined)
  if (found === undefined) throw new Error('PostgreSQL does not run as root, and there is no other user for it')
  return { uid: Number(found[2]), gid: Number(found[3]) }
}

async function waitForServer(url: string): Promise<void> {
  for (let attempt = 0; ; attempt++) {
    const client = new pg.Client(url)
    try {
      await client.connect()
      await client.end()
      return
    } catch (error) {
      if (attempt === 100) throw error
      await new Promise((resolve) => setTimeout(resolve, 100))
    }
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer()
    probe.once('error', reject)
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as AddressInfo
      probe.close(() => resolve(port))
    })
  })
}
