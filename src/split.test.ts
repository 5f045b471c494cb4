import { existsSync, readFileSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { projectFolder, runCli } from './commands/run-cli.test-support.ts'
import { analyze, renderReport } from './index.ts'
import { shuffleStatements } from './shuffle-statements.test-support.ts'

const fountain = join(projectFolder, 'fixtures/fountain.sql')
const corpus = fileURLToPath(new URL('../../shared/corpus/', import.meta.url))

let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fountain-split-'))
})
afterAll(() => rm(folder, { recursive: true }))

/** The report without what may differ: where things are written. */
async function withoutEvidence(sources: readonly string[], cwd = folder): Promise<unknown> {
  const report = JSON.parse(await renderReport(await analyze(sources, { cwd }), 'json')) as Record<string, unknown>
  delete report.source
  return JSON.parse(JSON.stringify(report, (key, value: unknown) => (key === 'evidence' ? undefined : value)))
}

describe('Fountain', () => {
  test('7 services, 24 relations, 26 foreign keys, 18 of them references, one circle', async () => {
    const { code, stdout } = await runCli(['analyze', 'fixtures/fountain.sql', '--format', 'json'])
    const report = JSON.parse(stdout)
    expect(code).toBe(0)
    expect(report.services).toHaveLength(7)
    expect(report.services.flatMap((service: { relations: string[] }) => service.relations)).toHaveLength(24)
    expect(report.foreignKeys).toHaveLength(26)
    expect(report.references).toHaveLength(18)
    expect(report.cycles).toEqual([['characters', 'metadata', 'scripts']])
    const { total, routed, cut, reported } = report.source.statements
    expect(routed + cut + reported).toBe(total)
  })
})

describe('the same input', () => {
  const schemas = ['adventureworks', 'postgrest-spec', 'pagila'].filter((name) => existsSync(join(corpus, name)))
  test.each([fountain, ...schemas.map((name) => join(corpus, name, 'schema.sql'))])(
    'in another valid order: %s',
    async (file) => {
      const text = readFileSync(file, 'utf8')
      await writeFile(join(folder, 'shuffled.sql'), text)
      const expected = await withoutEvidence(['shuffled.sql'])
      for (const seed of [1, 2, 3]) {
        const other = await shuffleStatements(text, seed)
        expect(other).not.toBe(text)
        await writeFile(join(folder, 'shuffled.sql'), other)
        expect(await withoutEvidence(['shuffled.sql']), `seed ${seed}`).toEqual(expected)
      }
    },
  )

  test('twice, in another locale and time zone: the same bytes', async () => {
    const environments = [
      {},
      { LANG: 'tr_TR.UTF-8', LC_ALL: 'tr_TR.UTF-8', TZ: 'Pacific/Kiritimati' },
      { LC_ALL: 'C', TZ: 'UTC' },
    ]
    for (const format of ['pretty', 'json', 'markdown', 'mermaid', 'dot', 'svg']) {
      const runs = await Promise.all(
        environments.map((env) => runCli(['analyze', 'fixtures/fountain.sql', '--format', format], { env })),
      )
      expect(new Set(runs.map(({ stdout }) => stdout)).size, format).toBe(1)
      expect(runs[0]!.stdout).not.toBe('')
    }
  })
})
