import { mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { generate } from './index.ts'
import { splitStatements } from './source/split-statements.ts'
import { loadScript } from './verify/load/load-script.ts'
import type { ScratchServer } from './verify/scratch/scratch-server.ts'
import { startScratchServer } from './verify/scratch/start-scratch-server.ts'

let place = ''
beforeEach(async () => {
  place = await mkdtemp(join(tmpdir(), 'fountain-split-grow-'))
  await mkdir(join(place, 'db'))
})
afterEach(() => rm(place, { recursive: true }))

const put = (name: string, sql: string) => writeFile(join(place, 'db', name), sql)
const run = (more: object = {}) => generate(['db'], { cwd: place, out: join(place, 'out'), ...more })
const read = (path: string) => readFile(join(place, 'out', path), 'utf8')

/** The migrations of the output, by path. */
async function migrations(): Promise<Record<string, string>> {
  const names = await readdir(join(place, 'out'), { recursive: true })
  const paths = names.filter((name) => /migrations\/.*\.sql$/.test(name)).sort()
  return Object.fromEntries(await Promise.all(paths.map(async (path) => [path, await read(path)])))
}

const first = `CREATE SCHEMA shop;
CREATE SCHEMA people;
SET search_path = shop;
CREATE TYPE mood AS ENUM ('fine', 'so so');
COMMENT ON TYPE mood IS 'how it is';
CREATE TABLE item (id integer PRIMARY KEY, mood mood);
CREATE TABLE people.person (id integer PRIMARY KEY);
`

describe('migrations that were written stay, whatever comes after them', () => {
  let server: ScratchServer
  beforeAll(async () => {
    server = await startScratchServer({ origin: 'embedded' })
  })
  afterAll(() => server?.stop())

  async function loadService(folder: string): Promise<pg.Client> {
    const client = new pg.Client((await server.createDatabase('grown')).url)
    await client.connect()
    for (const [path, sql] of Object.entries(await migrations()))
      if (path.startsWith(`${folder}/`)) {
        // Rows that a later migration brings name keys that a replica without its relay never hears of.
        if (!path.includes('_references')) await client.query('SET session_replication_role = replica')
        await loadScript(client, sql)
        await client.query('RESET ALL')
      }
    return client
  }

  test('what a service needs only now comes at the head of its next migration', async () => {
    await put('001_first.sql', first)
    await run()
    const before = await migrations()
    expect(before['services/people/migrations/001_first.sql']).not.toContain('mood')
    await put('002_second.sql', 'ALTER TABLE people.person ADD COLUMN mood shop.mood;\n')
    await run()
    const after = await migrations()
    for (const [path, sql] of Object.entries(before)) expect(after[path], path).toBe(sql)
    const second = after['services/people/migrations/002_second.sql']!
    expect(second).toContain("SET search_path = shop;\nCREATE TYPE mood AS ENUM ('fine', 'so so');\nRESET search_path;")
    expect(second.indexOf('CREATE TYPE')).toBeLessThan(second.indexOf('ALTER TABLE'))

    expect((await run({ mode: 'check' })).changed).toBe(false)
    await put('003_third.sql', 'ALTER TABLE people.person ADD COLUMN name text;\n')
    await run()
    expect(await migrations()).toMatchObject(after)
    const client = await loadService('services/people')
    const { rows } = await client.query("INSERT INTO people.person VALUES (1, 'so so', 'x') RETURNING mood::text")
    await client.end()
    expect(rows).toEqual([{ mood: 'so so' }])
  })

  test('a service that had nothing to do with a new file gets one for what it needs', async () => {
    await put(
      '001_first.sql',
      `${first}CREATE FUNCTION shop.twice(n integer) RETURNS integer LANGUAGE sql AS 'SELECT n * 2';\n`,
    )
    await run()
    await put(
      '002_second.sql',
      'CREATE SCHEMA later;\nCREATE TABLE later.t (id integer PRIMARY KEY, mood shop.mood);\n',
    )
    await run()
    const client = await loadService('services/later')
    const { rows } = await client.query("INSERT INTO later.t VALUES (1, 'fine') RETURNING id")
    await client.end()
    expect(rows).toEqual([{ id: 1 }])
  })

  test('the Fountain, grown file by file: no migration is ever refused, and the last ones load', async () => {
    const bytes = await readFile('fixtures/fountain.sql')
    const { statements } = splitStatements(bytes)
    const size = Math.ceil(statements.length / 8)
    let known: Record<string, string> = {}
    for (let at = 0; at < statements.length; at += size) {
      const part = statements.slice(at, at + size)
      const text = bytes.subarray(at === 0 ? 0 : part[0]!.start, part.at(-1)!.end)
      await put(`${String(at).padStart(4, '0')}_part.sql`, text.toString('utf8'))
      await run({ keepGoing: true })
      expect(await migrations()).toMatchObject(known)
      known = await migrations()
    }
    const client = await loadService('cluster')
    await loadScript(client, await read('cluster/roles.sql'))
    await client.end()
    const tables: number[] = []
    for (const name of await readdir(join(place, 'out/services'))) {
      const service = await loadService(`services/${name}`)
      const { rows } = await service.query("SELECT count(*)::int AS n FROM pg_tables WHERE schemaname LIKE '%-schema'")
      await service.end()
      tables.push((rows as { n: number }[])[0]!.n)
    }
    expect(tables.reduce((sum, number) => sum + number, 0)).toBe(24)
  })
})

describe('refused still', () => {
  beforeEach(async () => {
    await put('001_first.sql', first)
    await run()
  })

  test('a file that was there before has changed', async () => {
    await put('001_first.sql', first.replace('integer PRIMARY KEY);', 'bigint PRIMARY KEY);'))
    await put('002_second.sql', 'ALTER TABLE people.person ADD COLUMN name text;\n')
    await expect(run()).rejects.toMatchObject({ code: 'changed-migration' })
    await run({ rebase: true })
    expect((await run({ mode: 'check' })).changed).toBe(false)
  })

  test('a relation goes to another service', async () => {
    await put('002_second.sql', 'ALTER TABLE shop.item SET SCHEMA people;\n')
    await expect(run()).rejects.toMatchObject({ code: 'changed-migration' })
  })

  test('the boundary is another', async () => {
    await put('002_second.sql', 'ALTER TABLE people.person ADD COLUMN name text;\n')
    await writeFile(join(place, 'fountain-split.yaml'), 'services: { all: { schemas: [shop, people] } }\n')
    await expect(run()).rejects.toMatchObject({ code: 'changed-migration' })
  })

  test('a statement that was written would be cut', async () => {
    const returns = (query: string) =>
      `CREATE OR REPLACE FUNCTION people.number() RETURNS integer LANGUAGE sql AS '${query}';\n`
    await put(
      '002_second.sql',
      `${returns('SELECT 1')}CREATE TABLE shop.numbered (n integer DEFAULT people.number());\n`,
    )
    await run()
    expect(await read('services/shop/migrations/002_second.sql')).toContain('(n integer DEFAULT people.number())')
    await put('003_third.sql', returns('SELECT count(*)::integer FROM people.person'))
    await expect(run()).rejects.toMatchObject({ code: 'changed-migration' })
  })

  test('an earlier migration was edited', async () => {
    const path = join(place, 'out/services/people/migrations/001_first.sql')
    await writeFile(path, 'mine\n')
    await put('002_second.sql', 'ALTER TABLE people.person ADD COLUMN mood shop.mood;\n')
    await expect(run()).rejects.toMatchObject({ code: 'changed-migration' })
    expect(await readFile(path, 'utf8')).toBe('mine\n')
  })
})

test('where the shell would sort migrations otherwise, the page lists them as they are applied', async () => {
  await put('2_first.sql', first)
  await put('10_second.sql', 'CREATE TABLE shop.later (id integer PRIMARY KEY);\n')
  await run()
  expect(await read('README.md')).toContain("<<'END'\n2_first.sql\n10_second.sql\nEND\n")
})
