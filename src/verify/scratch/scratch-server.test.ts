import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { chmodSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { findMachinePrograms } from './machine-programs.ts'
import type { ScratchServer } from './scratch-server.ts'
import { scratchPlaces } from './scratch-places.ts'
import { startScratchServer } from './start-scratch-server.ts'

const root = fileURLToPath(new URL('../../../', import.meta.url))
const holder = join(root, 'node_modules', `.hold-scratch-${process.pid}.mjs`)
let server: ScratchServer
/** Where the clusters of these tests stand, so that nobody else's are seen. */
const temporary = mkdtempSync(join(tmpdir(), 'fountain-split-tests-'))

beforeAll(async () => {
  // The server's user must be able to enter it.
  chmodSync(temporary, 0o755)
  const entry = fileURLToPath(new URL('hold-scratch.test-support.ts', import.meta.url))
  const options = { bundle: true, platform: 'node', format: 'esm', packages: 'external' } as const
  await build({ ...options, entryPoints: [entry], outfile: holder, logLevel: 'error' })
  server = await startScratchServer()
})

afterAll(async () => {
  await server?.stop()
  rmSync(holder, { force: true })
  rmSync(temporary, { recursive: true, force: true })
})

async function query(url: string, sql: string): Promise<unknown[][]> {
  const client = new pg.Client(url)
  await client.connect()
  try {
    return (await client.query({ text: sql, rowMode: 'array' })).rows
  } finally {
    await client.end()
  }
}

function databasesOf(url: string): Promise<unknown[][]> {
  return query(`${url}/postgres`, `SELECT datname FROM pg_database WHERE datname LIKE 'fountain%' ORDER BY 1`)
}

/** A process of its own that holds a scratch server; tells what it made. */
async function hold(given?: string): Promise<{ child: ChildProcess; url: string; database: string }> {
  const child = spawn(process.execPath, [holder, ...(given === undefined ? [] : [given])], {
    cwd: root,
    env: { ...process.env, TMPDIR: temporary },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const line = await new Promise<string>((resolve, reject) => {
    child.stdout!.once('data', (chunk: Buffer) => resolve(chunk.toString()))
    child.once('exit', (code) => reject(new Error(`ended with ${code}`)))
  })
  return { child, ...JSON.parse(line) }
}

function end(child: ChildProcess, signal: NodeJS.Signals): Promise<NodeJS.Signals | null> {
  return new Promise((resolve) => {
    child.once('exit', (_, by) => resolve(by))
    child.kill(signal)
  })
}

describe('scratch databases', () => {
  test('are empty, or copies of a template, and go with the server', async () => {
    const own = await startScratchServer()
    const template = await own.createDatabase('Playwrights "template"')
    await query(template.url, 'CREATE TABLE playwright (author_id int); INSERT INTO playwright VALUES (1)')
    const copy = await own.createDatabase('playwrights', template)
    expect(await query(copy.url, 'SELECT author_id FROM playwright')).toEqual([[1]])
    await template.drop()
    expect(await databasesOf(own.url)).toEqual([[copy.name]])
    await own.stop()
    await expect(databasesOf(own.url)).rejects.toThrow(/ECONNREFUSED/)
    await own.stop()
  })

  test('are made on the embedded PostgreSQL where the machine has none', async () => {
    const own = await startScratchServer({ origin: 'embedded' })
    const { url } = await own.createDatabase('any')
    expect(own.origin).toBe('embedded')
    expect(await query(url, 'SELECT current_user::text')).toEqual([['postgres']])
    await own.stop()
    expect((await startScratchServer().then((other) => other.stop().then(() => other))).origin).toBe(
      findMachinePrograms() === undefined ? 'embedded' : 'machine',
    )
  })
})

describe('clusters', () => {
  afterAll(() => vi.unstubAllEnvs())

  test('are made where TMPDIR says, and nowhere else', () => {
    vi.stubEnv('TMPDIR', temporary)
    expect(scratchPlaces(temporary, 0)).toEqual([temporary])
  })

  test('are else made in memory where that has room, and looked for in both places', () => {
    vi.stubEnv('TMPDIR', undefined)
    expect(scratchPlaces(temporary, 0)).toEqual([temporary, tmpdir()])
    expect(scratchPlaces(temporary, Infinity)).toEqual([tmpdir(), temporary])
    expect(scratchPlaces(join(temporary, 'no such folder'), 0)).toEqual([tmpdir()])
  })
})

describe('a process that ends', () => {
  test('by Ctrl-C takes its cluster with it', async () => {
    const { child, url } = await hold()
    expect(readdirSync(temporary)).toHaveLength(1)
    expect(await end(child, 'SIGINT')).toBe('SIGINT')
    expect(readdirSync(temporary)).toEqual([])
    await expect(databasesOf(url)).rejects.toThrow(/ECONNREFUSED/)
  })

  test('by being killed leaves a cluster, which the next start removes, and only that', async () => {
    const killed = await hold()
    await end(killed.child, 'SIGKILL')
    const left = readdirSync(temporary)
    expect(left).toHaveLength(1)
    expect(await databasesOf(killed.url)).toEqual([[killed.database]])
    const living = await hold()
    expect(existsSync(join(temporary, left[0]!))).toBe(false)
    await expect(databasesOf(killed.url)).rejects.toThrow(/ECONNREFUSED/)
    const next = await hold()
    expect(await databasesOf(living.url)).toEqual([[living.database]])
    await end(living.child, 'SIGTERM')
    await end(next.child, 'SIGTERM')
    expect(readdirSync(temporary)).toEqual([])
  })

  test('drops its databases on a given server, at the latest when the next one starts; nobody else’s', async () => {
    const given = `${server.url}/postgres`
    // A user may call a database so; only what carries the mark of its run is ours.
    await query(given, 'CREATE DATABASE fountain_scratch_0badcafe_mine')
    const stopped = await hold(given)
    await end(stopped.child, 'SIGINT')
    const killed = await hold(given)
    await end(killed.child, 'SIGKILL')
    const living = await hold(given)
    const next = await startScratchServer({ server: given })
    const made = await next.createDatabase('next')
    const names = (await databasesOf(server.url)).flat()
    expect(new Set(names)).toEqual(new Set(['fountain_scratch_0badcafe_mine', living.database, made.name]))
    await next.stop()
    await end(living.child, 'SIGINT')
    expect(await databasesOf(server.url)).toEqual([['fountain_scratch_0badcafe_mine']])
  })
})

test('a server that cannot be used is told with what to do', async () => {
  await expect(startScratchServer({ server: 'postgres://nobody@127.0.0.1:1/x' })).rejects.toMatchObject({
    code: 'no-connection',
    exitCode: 2,
  })
  await query(`${server.url}/postgres`, 'CREATE ROLE plain LOGIN')
  const plain = server.url.replace('postgres@', 'plain@')
  await expect(startScratchServer({ server: `${plain}/postgres` })).rejects.toMatchObject({ code: 'no-database-right' })
})
