import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Dialect, Generated } from 'kysely'
import { Kysely, PostgresDialect } from 'kysely'
import type pg from 'pg'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import type { Artifact } from './emit/artifact.ts'
import { emitSplit } from './emit/emit-split.ts'
import { verify } from './index.ts'
import { loadGenerated } from './load-generated.test-support.ts'
import { isReplaced } from './plan/is-replaced.ts'
import type { Lookup, Service, ServiceOptions } from './runtime/index.ts'
import { splitSource } from './split.ts'
import { compileFiles } from './verify/compile/compile-files.ts'
import { findCompiler } from './verify/compile/find-compiler.ts'
import type { GeneratedServices } from './verify/references/generated-services.test-support.ts'
import { makeGenerated } from './verify/references/generated-services.test-support.ts'
import type { ScratchServer } from './verify/scratch/scratch-server.ts'
import { startScratchServer } from './verify/scratch/start-scratch-server.ts'
import { testPool } from './verify/scratch/test-pool.test-support.ts'

const project = fileURLToPath(new URL('../', import.meta.url))
const fixture = join(project, 'fixtures/emit/guards')
let split: Awaited<ReturnType<typeof splitSource>>
let artifacts: readonly Artifact[] = []

beforeAll(async () => {
  split = await splitSource([], { cwd: fixture })
  artifacts = emitSplit(split)
})

test('what stands in the place of guarded references is as beside the fixture', async () => {
  const isOurs = ({ path }: Artifact) => /\/(guards|api|consumer|index)\.ts$|_references\.sql$|README\.md$/.test(path)
  const own = artifacts.filter(isOurs)
  for (const { path, text } of own)
    await expect(text, path).toMatchFileSnapshot(join(fixture, 'expected', path.replace('services/', '')))
  const expected = readdirSync(join(fixture, 'expected'), { recursive: true, encoding: 'utf8' }).filter((path) => /\.\w+$/.test(path)) // prettier-ignore
  expect(own.map(({ path }) => path.replace('services/', '')).toSorted()).toEqual(expected.toSorted())
  expect(split.plan.references.filter((each) => !isReplaced(each))).toEqual([])
})

test('the compiler, as strict as it can be, takes it with the uses that it is for, and no other', async () => {
  const use = (at: number, text: string): Artifact => ({ path: `services/use-${at}.ts`, text, kind: 'generated' })
  const head = `import { Kysely, PostgresDialect } from 'kysely'\nimport pg from 'pg'\nimport type { Database } from './shop/src/index.js'\nimport { askPeople, guardWrites, lookIntoPeople, scriptless } from './shop/src/index.js'\n`.replace(', scriptless', '') // prettier-ignore
  const open = `const pool = new pg.Pool()\nconst dialect = new PostgresDialect({ pool })\n`
  const good = `${head}${open}const db = new Kysely<Database>({ dialect: guardWrites(dialect, { people: askPeople({ url: 'https://people' }) }) })
await db.insertInto('shop.basket').values({ owner: 1 }).execute()
guardWrites(dialect, { people: lookIntoPeople({ pool }) })
guardWrites(dialect, { people: 'local' })\n`
  const serve = `import pg from 'pg'\nimport { createServer } from 'node:http'\nimport { bearerToken, nodeListener } from 'fountain-split/runtime'\nimport { answer } from './people/src/index.js'\ncreateServer(nodeListener(answer({ pool: new pg.Pool(), authorize: bearerToken('') })))\n`
  const bad = `${head}${open}guardWrites(dialect, {})\nvoid [Kysely, askPeople, lookIntoPeople] as unknown as Database\n`
  const compiler = findCompiler(project)!
  const code = artifacts.filter(({ path }) => path.endsWith('.ts'))
  expect(await compileFiles(compiler, [...code, use(1, good), use(2, serve)], project)).toEqual([])
  expect((await compileFiles(compiler, [...code, use(3, bad)], project)).join()).toMatch(/use-3\.ts\(7,22\)/)
})

describe('the generated guards, on PostgreSQL', () => {
  interface Shop {
    'shop.basket': { id: Generated<number>; owner: number | null; payer: number | null; nick: string | null }
  }
  interface Index {
    start(options: Omit<ServiceOptions, 'description'>): Promise<Service>
    answer(options: { pool: pg.Pool; authorize: () => 'allowed' }): (request: Request) => Promise<Response>
    askPeople(options: { url: string; fetch: typeof fetch }): Lookup
    guardWrites(dialect: Dialect, lookups: Readonly<Record<string, Lookup>>): Dialect
  }
  let server: ScratchServer
  let made: GeneratedServices
  let place = ''
  const pools: pg.Pool[] = []
  const running: Service[] = []
  beforeAll(async () => {
    server = await startScratchServer()
    made = await makeGenerated(server, read('schema.sql'), read('fountain-split.yaml'))
    place = mkdtempSync(join(tmpdir(), 'fountain-split-guards-'))
  })
  afterAll(async () => {
    await Promise.all(running.map((service) => service.stop()))
    await Promise.all(pools.map((pool) => pool.end()))
    await made?.drop()
    await server?.stop()
    rmSync(place, { recursive: true, force: true })
  })
  const poolOf = (url: string) => {
    const pool = testPool(url)
    pools.push(pool)
    return pool
  }

  test('replicate, api, application and event in one schema: rows are checked, and follow their keys', async () => {
    const names = { people: 'people', shop: 'shop', [`it's */ \${mail}`]: 'it_s______mail_-689306c5' }
    const indexes: Record<string, Index> = {}
    for (const [name, folder] of Object.entries(names)) {
      indexes[name] = (await loadGenerated(artifacts, folder, place)) as Index
      const { [name]: database, ...others } = made.urls
      running.push(await indexes[name].start({ database: database!, others }))
    }
    const [people, shop] = ['people', 'shop'].map((service) => poolOf(made.databases[service]!.url)) as [pg.Pool, pg.Pool] // prettier-ignore
    await people.query(`INSERT INTO people.person VALUES (1, 'Ann'), (2, 'Bea'), (3, 'Cy')`)
    const handler = indexes['people']!.answer({ pool: poolOf(made.urls['people']!), authorize: () => 'allowed' })
    const lookup = indexes['shop']!.askPeople({ url: 'http://people', fetch: (input, init) => handler(new Request(input as string, init)) }) // prettier-ignore
    const dialect = indexes['shop']!.guardWrites(new PostgresDialect({ pool: poolOf(made.databases['shop']!.url) }), { people: lookup }) // prettier-ignore
    const db = new Kysely<Shop>({ dialect })
    const insert = (row: Partial<Record<'owner' | 'payer' | 'nick', number | string>>) => db.insertInto('shop.basket').values(row as never).execute() // prettier-ignore
    await insert({ owner: 1, nick: 'Bea' })
    await insert({ owner: 2, nick: 'Ann' })
    await vi.waitFor(() => insert({ payer: 3 }), 20_000)
    const refused = { code: '23503', schema: 'shop', table: 'basket' }
    await expect(insert({ owner: 9 })).rejects.toMatchObject({ ...refused, constraint: 'basket_owner_fkey' })
    await expect(insert({ nick: 'Dee' })).rejects.toMatchObject({ ...refused, constraint: 'basket_nick_fkey' })
    await expect(insert({ payer: 9 })).rejects.toMatchObject({ ...refused, constraint: 'basket_payer_fkey' })
    await people.query(`DELETE FROM people.person WHERE id IN (1, 3); UPDATE people.person SET name = 'Ben' WHERE id = 2`) // prettier-ignore
    await vi.waitFor(async () => {
      const { rows } = await shop.query('SELECT owner, payer, nick FROM shop.basket ORDER BY id')
      expect(rows).toEqual([
        { owner: 2, payer: null, nick: null },
        { owner: null, payer: null, nick: null },
      ])
    }, 20_000)
    for (const service of running) expect(await service.findOrphans()).toEqual([])
  }, 90_000)
})

test('verify proves it: histories through the guards end as on one database with its keys', async () => {
  const verdict = await verify([], { cwd: fixture, operations: 90, seed: 3, only: ['catalogs-equal', 'obligations-fulfilled', 'serial-replay', 'concurrent-history'] }) // prettier-ignore
  expect(verdict.checks.map(({ id, passed, details }) => [id, passed, details])).toEqual([
    ['catalogs-equal', true, []],
    ['obligations-fulfilled', true, []],
    ['serial-replay', true, []],
    ['concurrent-history', true, []],
  ])
  expect(verdict.replay?.operations).toBeGreaterThan(40)
}, 150_000)

function read(file: string): string {
  return readFileSync(join(fixture, file), 'utf8')
}
