import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import type { Artifact } from './emit/artifact.ts'
import { splitOf } from './emit/contracts/generated-contracts.test-support.ts'
import { emitSplit } from './emit/emit-split.ts'
import { describeServices } from './emit/references/describe-services.ts'
import type { Service, ServiceDescription, ServiceOptions } from './runtime/index.ts'
import { namedServices } from './runtime/service/needed-databases.ts'
import { splitSource, splitTexts } from './split.ts'
import { loadGenerated } from './load-generated.test-support.ts'
import { compileFiles } from './verify/compile/compile-files.ts'
import { findCompiler } from './verify/compile/find-compiler.ts'
import { corpusNames, hasCorpus, readCorpusSchema } from './verify/corpus-loading.test-support.ts'
import type { GeneratedServices } from './verify/references/generated-services.test-support.ts'
import { makeGenerated } from './verify/references/generated-services.test-support.ts'
import { withClient } from './verify/references/split-pair.test-support.ts'
import type { ScratchServer } from './verify/scratch/scratch-server.ts'
import { startScratchServer } from './verify/scratch/start-scratch-server.ts'
import { sourceFile } from './source/source-text.ts'

const project = fileURLToPath(new URL('../', import.meta.url))
const fixture = join(project, 'fixtures/emit/service-code')
const hostile = 'it_s______mail_-689306c5'

let artifacts: readonly Artifact[] = []
let descriptions: readonly ServiceDescription[] = []
beforeAll(async () => {
  const split = await splitSource(['schema.sql'], { cwd: fixture })
  artifacts = emitSplit(split).filter(({ path }) => path.endsWith('.ts'))
  descriptions = describeServices(split)
})

test('each service has the files that it has something to say in, as those beside the fixture say', async () => {
  const expected = readdirSync(join(fixture, 'expected'), { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.ts')) // prettier-ignore
  const own = artifacts.filter(({ path }) => !path.endsWith('database.ts'))
  const placed = own.map(({ path, text }) => ({ path: path.replace(/^services\/(.*)\/src\//, '$1/'), text }))
  expect(placed.map(({ path }) => path)).toEqual(expected.toSorted())
  for (const { path, text } of placed) await expect(text, path).toMatchFileSnapshot(join(fixture, 'expected', path))
})

test('a start needs the databases of those who vote on its keys, be it only on changes', async () => {
  const split =
    await splitOf(`CREATE SCHEMA people; CREATE SCHEMA shop; CREATE SCHEMA mail; CREATE TABLE people.person (login text PRIMARY KEY);
    CREATE TABLE shop.basket (owner text REFERENCES people.person ON DELETE CASCADE ON UPDATE RESTRICT);
    CREATE TABLE mail.letter (recipient text REFERENCES people.person ON DELETE CASCADE ON UPDATE CASCADE);`)
  const index = emitSplit(split).find(({ path }) => path === 'services/people/src/index.ts')!
  expect(index.text).toContain(`export type Options = StartOptions<'shop', 'mail'>`)
  const people = describeServices(split).find(({ service }) => service === 'people')!
  expect(namedServices(people, true)).toEqual(['shop'])
})

describe('the compiler, as strict as it can be', () => {
  const compiler = findCompiler(project)!
  const uses = (texts: readonly string[]): Artifact[] =>
    texts.map((text, at) => ({ path: `services/use-${at}.ts`, text: `import { start } from './shop/src/index.js'\n${text}\n`, kind: 'generated' })) // prettier-ignore
  const mail = JSON.stringify(`it's */ \${mail}`)

  test('takes all of it, and the uses that it is for', async () => {
    const pool = `import { Pool } from 'pg'\nconst pool = new Pool()\nawait start({ database: pool, others: { people: 'postgres://', ${mail}: pool }, hooks: { log: console.log, parked: ({ error }) => console.log(error) } })`
    const publisher = `import { MemoryTransport } from 'fountain-split/runtime'\nawait start({ database: '', others: { people: '' }, publisher: new MemoryTransport() })`
    expect(await compileFiles(compiler, [...artifacts, ...uses([pool, publisher])], project)).toEqual([])
  })

  test('refuses a start without a database that is needed', async () => {
    const calls = [
      `start({ database: '', others: { ${mail}: '' } })`,
      `start({ database: '', others: { people: '' } })`,
      `start({ database: '' })`,
      `start({ others: { people: '', ${mail}: '' } })`,
    ]
    const said = await compileFiles(compiler, [...artifacts, ...uses(calls.map((call) => `await ${call}`))], project)
    const wrong = new Set(said.flatMap((line) => /^services\/use-\d\.ts\(2,/.exec(line) ?? []))
    expect(wrong.size).toBe(calls.length)
  })

  test.runIf(hasCorpus)('takes what is made of real schemas', async () => {
    const files: Artifact[] = []
    for (const name of corpusNames) {
      const texts = { kind: 'sql' as const, files: [sourceFile(`${name}.sql`, Buffer.from(readCorpusSchema(name)))], skipped: [] } // prettier-ignore
      const split = await splitTexts(texts, { config: {}, file: undefined }, { keepGoing: true })
      const made = emitSplit(split).filter(({ path }) => path.endsWith('.ts'))
      files.push(...made.map((each) => ({ ...each, path: each.path.replace(/^services/, `services/${name}`) })))
    }
    expect(files.some(({ path }) => path.endsWith('index.ts'))).toBe(true)
    expect(await compileFiles(compiler, files, project)).toEqual([])
  })
})

describe('the generated start, on PostgreSQL', () => {
  interface Index {
    readonly description: ServiceDescription
    start(options: Omit<ServiceOptions, 'description'>): Promise<Service>
  }
  const names: Readonly<Record<string, string>> = { people: 'people', shop: 'shop', [`it's */ \${mail}`]: hostile }
  const indexes: Record<string, Index> = {}
  let place = ''
  let server: ScratchServer
  let split: GeneratedServices
  beforeAll(async () => {
    server = await startScratchServer()
    split = await makeGenerated(server, readFileSync(join(fixture, 'schema.sql'), 'utf8'))
    place = mkdtempSync(join(tmpdir(), 'fountain-split-code-'))
    for (const [name, folder] of Object.entries(names))
      indexes[name] = (await loadGenerated(artifacts, folder, place)) as Index
  })
  afterAll(async () => {
    await split?.drop()
    await server?.stop()
    rmSync(place, { recursive: true, force: true })
  })

  test('has the description that is computed, exactly', () => {
    expect(Object.values(indexes).map(({ description }) => description)).toEqual(
      Object.keys(indexes).map((name) => descriptions.find(({ service }) => service === name)),
    )
  })

  test('runs the services: a deleted and a changed key reach those who refer to them', async () => {
    const query = (service: string, sql: string) => withClient(split.databases[service]!.url, async (client) => (await client.query({ text: sql, rowMode: 'array' })).rows) // prettier-ignore
    await query('people', `INSERT INTO people.person VALUES (1), (2); INSERT INTO people."odd \`key\` */" VALUES (1, '*/')`) // prettier-ignore
    const running: Service[] = []
    try {
      for (const [name, index] of Object.entries(indexes)) {
        const { [name]: database, ...others } = split.urls
        running.push(await index.start({ database: database!, others }))
      }
      const letters = `"it's */ \${mail}".letter`
      await vi.waitFor(() => query('shop', 'INSERT INTO shop.basket VALUES (7, 1), (8, 2)'), 20_000)
      await vi.waitFor(() => query(`it's */ \${mail}`, `INSERT INTO ${letters} VALUES (1, 1, 7, 1, '*/'), (2, 2, 8, NULL, NULL)`), 20_000) // prettier-ignore
      await query('people', `DELETE FROM people.person WHERE id = 1; UPDATE people.person SET id = 3 WHERE id = 2; UPDATE people."odd \`key\` */" SET "2" = '"'`) // prettier-ignore
      await vi.waitFor(async () => {
        expect(await query('shop', 'SELECT * FROM shop.basket')).toEqual([[8, 3]])
        expect(await query(`it's */ \${mail}`, `SELECT * FROM ${letters} ORDER BY 1`)).toEqual([[1, null, null, 1, '"'], [2, 3, 8, null, null]]) // prettier-ignore
      }, 20_000)
    } finally {
      await Promise.all(running.map((service) => service.stop()))
    }
  })
})
