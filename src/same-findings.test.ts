import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { projectFolder } from './commands/run-cli.test-support.ts'
import { lint } from './index.ts'
import { beginning, randomMigrations, roles } from './random-migrations.test-support.ts'
import { reformatStatements, renameConstraints } from './reformat-statements.test-support.ts'
import { shuffleStatements } from './shuffle-statements.test-support.ts'
import { corpusNames, hasCorpus, readLoadableSchema } from './verify/corpus-loading.test-support.ts'
import { findMachinePrograms } from './verify/scratch/machine-programs.ts'
import type { ScratchServer } from './verify/scratch/scratch-server.ts'
import { startScratchServer } from './verify/scratch/start-scratch-server.ts'

let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fountain-split-'))
})
afterAll(() => rm(folder, { recursive: true }))

/** What makes findings the same over time, and what they say of the owners. */
async function found(source: string): Promise<string[]> {
  const { report } = await lint([source], { cwd: folder })
  return report.findings
    .map(({ rule, subject, service, severity }) => `${rule} ${subject} ${service} ${severity}`)
    .sort()
}

const schemas: readonly (readonly [string, () => string, number])[] = [
  ['fountain', () => readFileSync(join(projectFolder, 'fixtures/fountain.sql'), 'utf8'), 12],
  ...(hasCorpus ? corpusNames.map((name) => [name, () => readLoadableSchema(name), 2] as const) : []),
]

describe('a dump in another order, with other white space and other names of constraints', () => {
  test.each(schemas)('%s: the same findings', async (_, read, numRuns) => {
    const text = read()
    await writeFile(join(folder, 'dump.sql'), text)
    const expected = await found('dump.sql')
    expect(expected.length).toBeGreaterThan(1)
    const renames = await renameConstraints(text)
    expect(renames).toContain('RENAME CONSTRAINT')
    const gaps = fc.infiniteStream(fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }))
    await fc.assert(
      fc.asyncProperty(fc.integer(), gaps, async (seed, stream) => {
        const shuffled = await shuffleStatements(text, seed)
        const other = await reformatStatements(shuffled, () => stream.next().value as number)
        await writeFile(join(folder, 'dump.sql'), other + renames)
        expect(await found('dump.sql')).toEqual(expected)
      }),
      { numRuns },
    )
  })
})

/** PostgreSQL programs that the pg_dump in PATH belongs to. */
const programs = [findMachinePrograms()].find((bin) => {
  if (bin === undefined) return false
  const [own, inPath] = [join(bin, 'pg_dump'), 'pg_dump'].map((program) => spawnSync(program, ['--version']).stdout)
  return own !== undefined && own.length > 0 && inPath?.equals(own) === true
})
const skipped = programs === undefined ? ' (skipped: no PostgreSQL with pg_dump on this machine)' : ''

describe.skipIf(programs === undefined)(`300 migrations, and the database that they make${skipped}`, () => {
  let server: ScratchServer
  let admin: pg.Client
  beforeAll(async () => {
    server = await startScratchServer({ origin: 'machine' })
    admin = new pg.Client(`${server.url}/postgres`)
    await admin.connect()
    for (const role of roles) await admin.query(`CREATE ROLE ${role}`)
  })
  afterAll(async () => {
    await admin?.end()
    await server?.stop()
  })

  test.each([1, 2, 3, 4])('the same findings (history %i)', async (seed) => {
    const { name, url } = await server.createDatabase(`history-${seed}`)
    const client = new pg.Client(url)
    await client.connect()
    await client.query('SET client_min_messages = error')
    const taken: string[] = []
    for (const statement of [...beginning, ...randomMigrations(seed, 4000)]) {
      if (taken.length === 300) break
      await client.query(statement).then(
        () => taken.push(statement),
        () => undefined,
      )
    }
    await client.end()
    expect(taken).toHaveLength(300)
    for (const kind of [/^DROP /, / RENAME /, / SET SCHEMA /])
      expect(taken.filter((statement) => kind.test(statement)).length, `${kind}`).toBeGreaterThan(0)
    const migrations = join(folder, name)
    await mkdir(migrations)
    for (const [at, statement] of taken.entries())
      await writeFile(join(migrations, `${at + 1}_step.sql`), `-- step ${at + 1}\n${statement};\n`)
    const expected = await found(url)
    expect(new Set(expected.map((line) => line.split(' ')[0])).size).toBeGreaterThan(4)
    expect(await found(migrations)).toEqual(expected)
  })
})
