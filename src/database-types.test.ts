import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import type { Kysely as KyselyType } from 'kysely'
import { Kysely, PostgresDialect } from 'kysely'
import type pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Artifact } from './emit/artifact.ts'
import { emitSplit } from './emit/emit-split.ts'
import { splitSource } from './split.ts'
import { corpusNames, hasCorpus, readCorpusSchema } from './verify/corpus-loading.test-support.ts'
import type { ScratchServer } from './verify/scratch/scratch-server.ts'
import { startScratchServer } from './verify/scratch/start-scratch-server.ts'
import { testPool } from './verify/scratch/test-pool.test-support.ts'

const project = fileURLToPath(new URL('../', import.meta.url))
const fixture = join(project, 'fixtures/emit/database-types')

let folder = ''
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'fountain-split-types-'))
  symlinkSync(join(project, 'node_modules'), join(folder, 'node_modules'))
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }\n')
  writeFileSync(
    join(folder, 'tsconfig.json'),
    JSON.stringify({ extends: join(project, 'tsconfig.json'), include: ['**/*.ts'], exclude: ['node_modules'] }),
  )
})
afterAll(() => rmSync(folder, { recursive: true }))

async function typesOf(source: string, cwd: string, config?: string): Promise<Artifact[]> {
  const split = await splitSource([source], { cwd, ...(config === undefined ? {} : { config }) })
  return emitSplit(split).filter(({ path }) => path.endsWith('database.ts'))
}

/** What the compiler says about all TypeScript in the folder, strictly. */
function compile(): string {
  const compiler = join(dirname(createRequire(import.meta.url).resolve('typescript/package.json')), 'bin/tsc')
  return spawnSync(process.execPath, [compiler, '-p', folder], { encoding: 'utf8' }).stdout
}

function put(path: string, text: string): void {
  const file = join(folder, path)
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, text)
}

test('every column, type and odd name of the fixture, as the file beside it says', async () => {
  const [types, ...others] = await typesOf('schema.sql', fixture)
  expect(others).toEqual([])
  expect(types!.text).toBe(readFileSync(join(fixture, 'database.ts'), 'utf8'))
})

test('of Fountain and real schemas: the compiler accepts all, and the use of the fixture, and no misuse', async () => {
  const schemas = [['fountain', readFileSync(join(project, 'fixtures/fountain.sql'), 'utf8')]]
  if (hasCorpus) for (const name of corpusNames) schemas.push([name, readCorpusSchema(name)])
  for (const [name, sql] of schemas) {
    put(`sources/${name}.sql`, sql!)
    const files = await typesOf(`${name}.sql`, join(folder, 'sources'))
    expect(files.length, name).toBeGreaterThan(0)
    for (const { path, text } of files) put(`${name}/${path}`, text)
  }
  for (const file of ['database.ts', 'usage.ts']) cpSync(join(fixture, file), join(folder, 'use', file))
  expect(compile()).toBe('')
  put('broken/usage.ts', "import type { Database } from '../use/database.ts'\nexport const wrong: Database = 1\n")
  expect(compile()).toContain('broken/usage.ts')
  rmSync(join(folder, 'broken'), { recursive: true })
})

describe('on PostgreSQL', () => {
  interface Usage {
    use: (db: KyselyType<unknown>) => Promise<Record<string, unknown>>
    useOddNames: (db: KyselyType<unknown>) => Promise<unknown>
  }
  let server: ScratchServer
  let pool: pg.Pool
  let db: KyselyType<unknown>
  let usage: Usage
  beforeAll(async () => {
    server = await startScratchServer({ origin: 'embedded' })
    pool = testPool((await server.createDatabase('types')).url)
    await pool.query(readFileSync(join(fixture, 'schema.sql'), 'utf8'))
    db = new Kysely({ dialect: new PostgresDialect({ pool }) })
    const outfile = join(folder, 'usage.cjs')
    await build({
      entryPoints: [join(fixture, 'usage.ts')],
      outfile,
      bundle: true,
      packages: 'external',
      format: 'cjs',
      platform: 'node',
    })
    usage = createRequire(import.meta.url)(outfile) as Usage
  })
  afterAll(async () => {
    await db?.destroy()
    await server?.stop()
  })

  test('what is written comes back as the types say', async () => {
    expect(await usage.use(db)).toEqual({
      id: '2',
      serial_number: 2,
      own_number: 2,
      small: 3,
      big: '5',
      big_or_not: '-9223372036854775808',
      big_default: '1',
      exact: '10.50',
      approximate: 0.5,
      yes: true,
      label: 'a',
      fixed: 'abc',
      at: new Date('2024-01-01T00:00:00Z'),
      local_at: new Date(2024, 1, 29, 12, 0, 0, 123),
      day: new Date(2024, 1, 29),
      clock: '23:59:59',
      span: expect.objectContaining({ days: 1, hours: 2, toPostgres: expect.any(Function) }),
      data: ['text', { a: 1 }],
      maybe_data: { b: [true, null] },
      bytes: Buffer.from([0, 255]),
      uid: '00000000-0000-4000-8000-000000000000',
      place: { x: 1, y: 2 },
      round: { x: 1, y: 2, radius: 3 },
      numbers: [1, null, 3],
      big_numbers: ['1', '2', null],
      exact_numbers: [1.5, 2.5],
      matrix: [1, 2],
      words: ['a,b', '"', '\\', null],
      days: [new Date(2024, 1, 29), null],
      objects: [{ a: 1 }, [2]],
      ranges: '{"[1,2)"}',
      span_range: '["2024-01-01 00:00:00+00",infinity)',
      feeling: 'two\nlines',
      feelings: '{"it\'s \\"so-so\\"","back\\\\slash",NULL}',
      mail: 'a@b',
      mails: '{a@b,c@d}',
      cost: '1.25',
      domain_of_enum: 'back\\slash',
      domain_of_array: [7],
      measure: '(1,2)',
      twice: 6,
    })
  })

  test('names that are hostile reach the relations and columns that they name', async () => {
    expect(await usage.useOddNames(db)).toEqual({
      odd: [{ constructor: 1, named: 'q', é日本: 'r', '1st': 's' }],
      measured: [{ reading: 1.5 }],
      recent: [{ 'the label': 'a', feeling: 'fine' }],
      unknown: [{ n: 1, twice: 2 }],
      dotted: [{ n: 0 }],
    })
  })
})
