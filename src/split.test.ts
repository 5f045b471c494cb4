import { existsSync, readFileSync } from 'node:fs'
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { projectFolder, runCli } from './commands/run-cli.test-support.ts'
import { analyze, generate, renderReport } from './index.ts'
import { shuffleStatements } from './shuffle-statements.test-support.ts'
import { splitStatements } from './source/split-statements.ts'

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

/** The files that generate writes, without what stands in the order of the source, where it is written, and hashes. */
async function generated(text: string): Promise<Record<string, unknown>> {
  await writeFile(join(folder, 'ordered.sql'), text)
  const out = await mkdtemp(join(folder, 'out-'))
  await generate(['ordered.sql'], { cwd: folder, out })
  const files: Record<string, unknown> = {}
  for (const path of (await readdir(out, { recursive: true })).filter((path) => /\.\w+$/.test(path)).sort()) {
    const content = readFileSync(join(out, path), 'utf8')
    if (path === 'plan.json') files[path] = decisions(content)
    else if (path.endsWith('.sql')) files[path] = statements(content)
    else files[path] = path.endsWith('.ts') ? content : true
  }
  return files
}

function decisions(plan: string): unknown {
  const { inputHash: _, ...rest } = JSON.parse(plan, (key, value) =>
    key === 'evidence' ? undefined : value,
  ) as Record<string, unknown[]>
  return { ...rest, removals: rest.removals!.map((removal) => JSON.stringify(removal)).sort() }
}

function statements(migration: string): string[] {
  const bytes = Buffer.from(migration)
  return splitStatements(bytes)
    .statements.map(({ textStart, end }) => bytes.toString('utf8', textStart, end))
    .sort()
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

  test('in another valid order, generated: the same decisions, types and roles; the same statements in every migration', async () => {
    const text = readFileSync(fountain, 'utf8')
    const expected = await generated(text)
    expect(Object.keys(expected)).toContain('services/scripts/contracts/asyncapi.yaml')
    for (const seed of [1, 2, 3]) {
      const files = await generated(await shuffleStatements(text, seed))
      expect(Object.keys(files)).toEqual(Object.keys(expected))
      for (const [path, content] of Object.entries(files))
        expect(content, `${path}, seed ${seed}`).toEqual(expected[path])
    }
  })

  test('twice, in another locale and time zone: the same bytes', async () => {
    const environments = [
      {},
      { LANG: 'tr_TR.UTF-8', LC_ALL: 'tr_TR.UTF-8', TZ: 'Pacific/Kiritimati' },
      { LC_ALL: 'C', TZ: 'UTC' },
    ]
    for (const format of ['pretty', 'json', 'markdown', 'mermaid', 'dot', 'svg', 'html']) {
      const runs = await Promise.all(
        environments.map((env) => runCli(['analyze', 'fixtures/fountain.sql', '--format', format], { env })),
      )
      expect(new Set(runs.map(({ stdout }) => stdout)).size, format).toBe(1)
      expect(runs[0]!.stdout).not.toBe('')
    }
  })
})
