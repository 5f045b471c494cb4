import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { projectFolder } from './commands/run-cli.test-support.ts'
import { analyze, renderReport } from './index.ts'
import { corpusNames, hasCorpus, readLoadableSchema } from './verify/corpus-loading.test-support.ts'
import { loadScript } from './verify/load/load-script.ts'
import { findMachinePrograms } from './verify/scratch/machine-programs.ts'
import type { ScratchServer } from './verify/scratch/scratch-server.ts'
import { startScratchServer } from './verify/scratch/start-scratch-server.ts'

/** PostgreSQL programs that the pg_dump in PATH belongs to. */
const programs = [findMachinePrograms()].find((folder) => {
  if (folder === undefined) return false
  const [own, inPath] = [join(folder, 'pg_dump'), 'pg_dump'].map((program) => spawnSync(program, ['--version']).stdout)
  return own !== undefined && own.length > 0 && inPath?.equals(own) === true
})
const skipped = programs === undefined ? ' (skipped: no PostgreSQL with pg_dump on this machine)' : ''

const schemas: readonly (readonly [string, () => string])[] = [
  ['fountain', () => readFileSync(join(projectFolder, 'fixtures/fountain.sql'), 'utf8')],
  ...(hasCorpus ? corpusNames.map((name) => [name, () => readLoadableSchema(name)] as const) : []),
]

describe.skipIf(programs === undefined)(
  `a script, a dump of the database that it makes, and that database${skipped}`,
  () => {
    let folder = ''
    let server: ScratchServer
    beforeAll(async () => {
      folder = await mkdtemp(join(tmpdir(), 'fountain-split-'))
      server = await startScratchServer({ origin: 'machine' })
    })
    afterAll(async () => {
      await server?.stop()
      await rm(folder, { recursive: true })
    })

    /** What crosses, less where it is written. */
    async function crossings(source: string): Promise<Record<string, unknown>> {
      const plan = await analyze([source], { cwd: folder })
      const { services, foreignKeys, references, couplings, cycles } = JSON.parse(await renderReport(plan, 'json'))
      const found = { services, foreignKeys, references, couplings, cycles }
      return JSON.parse(JSON.stringify(found, (key, value: unknown) => (key === 'evidence' ? undefined : value)))
    }

    test.each(schemas)('%s: the same foreign keys and couplings', async (name, read) => {
      const sql = read()
      const admin = new pg.Client(`${server.url}/postgres`)
      await admin.connect()
      await admin.query(`CREATE DATABASE "${name}"`)
      await admin.end()
      const url = `${server.url}/${name}`
      const client = new pg.Client(url)
      await client.connect()
      await loadScript(client, sql)
      await client.end()
      await writeFile(join(folder, 'script.sql'), sql)
      const dump = spawnSync('pg_dump', ['--schema-only', url], { maxBuffer: 2 ** 28 })
      await writeFile(join(folder, 'dump.sql'), dump.stdout)

      const fromScript = await crossings('script.sql')
      expect(fromScript.foreignKeys).not.toEqual([])
      expect(fromScript.couplings).not.toEqual([])
      expect(await crossings('dump.sql')).toEqual(fromScript)
      expect(await crossings(url)).toEqual(fromScript)
    })
  },
)
