import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { git, key, lint, Places, tables } from './lint-place.test-support.ts'
import { runCli } from './run-cli.test-support.ts'
import { runHere } from './run-here.test-support.ts'

const places = new Places()
afterAll(() => places.done())

const crossing = { 'db/schema.sql': tables + key('account_id') }
const annotation = '::error file=db/schema.sql,line=7,col=32,title=fountain-split%3A crossing-foreign-key::'

describe('formats', () => {
  test('several at once: one printed, the others in files', async () => {
    const folder = await places.make(crossing)
    const words = ['--format', 'sarif=out.sarif', '--format', 'junit=out.xml', '--format', 'json']
    const { code, stdout } = await lint(folder, 'db', ...words)
    expect(code).toBe(1)
    expect(JSON.parse(stdout)).toMatchObject({ schemaVersion: 1, summary: { new: 1 } })
    expect(JSON.parse(await readFile(join(folder, 'out.sarif'), 'utf8'))).toMatchObject({ version: '2.1.0' })
    expect(await readFile(join(folder, 'out.xml'), 'utf8')).toContain('<failure')
  })

  test('all in files: the log still says what is wrong', async () => {
    const folder = await places.make(crossing)
    const { stdout } = await lint(folder, 'db', '--format', 'gitlab=a=b.json')
    expect(stdout).toContain('> 7 | ALTER TABLE orders.invoice ADD FOREIGN KEY')
    expect(JSON.parse(await readFile(join(folder, 'a=b.json'), 'utf8'))).toHaveLength(1)
  })

  test('--output is where the one without a file goes', async () => {
    const folder = await places.make(crossing)
    expect((await lint(folder, 'db', '--format', 'json', '--output', 'x.json')).stdout).toBe('')
    expect(JSON.parse(await readFile(join(folder, 'x.json'), 'utf8'))).toMatchObject({ schemaVersion: 1 })
  })

  test('paths start at the root of the repository where their reader looks there', async () => {
    const folder = await places.make({ 'service/db/schema.sql': crossing['db/schema.sql'] })
    git(folder, 'init', '-q')
    const at = join(folder, 'service')
    const json = JSON.parse((await lint(at, 'db', '--format', 'json')).stdout) as { findings: { evidence: { file: string } }[] } // prettier-ignore
    expect(json.findings[0]!.evidence.file).toBe('db/schema.sql')
    expect((await lint(at, 'db', '--format', 'github')).stdout).toContain('file=service/db/schema.sql,')
    expect((await lint(at, 'db', '--format', 'gitlab')).stdout).toContain('"path": "service/db/schema.sql"')
    expect((await lint(at, 'db', '--format', 'sarif')).stdout).toContain('"uri": "service/db/schema.sql"')
  })

  test('the same input gives the same bytes', async () => {
    const folder = await places.make({ 's.sql': crossing['db/schema.sql'] })
    for (const format of ['pretty', 'json', 'sarif', 'github', 'gitlab', 'junit', 'checkstyle', 'markdown']) {
      const words = ['lint', 's.sql', '--format', format]
      const runs = await Promise.all([{ TZ: 'UTC' }, { TZ: 'Asia/Tokyo', LC_ALL: 'tr_TR.UTF-8' }].map((env) => runCli(words, { cwd: folder, env }))) // prettier-ignore
      expect(runs[0]!.stdout.length, format).toBeGreaterThan(50)
      expect(runs[0]!.stdout, format).toBe(runs[1]!.stdout)
    }
  })
})

describe('talk', () => {
  test('--quiet is silent where nothing fails, and no more than the findings where something does', async () => {
    const folder = await places.make({ ...crossing, 'ok.sql': tables })
    expect(await lint(folder, 'ok.sql', '--quiet')).toEqual({ code: 0, stdout: '', stderr: '' })
    const failing = await lint(folder, 'db', '--quiet')
    expect(failing).toMatchObject({ code: 1, stderr: '' })
    expect(failing.stdout).toContain('✗ 1 new')
  })

  test('what is odd about the configuration is said', async () => {
    const folder = await places.make({
      'ok.sql': tables,
      'fountain-split.yaml':
        'source: ok.sql\nservices: { users: { schemas: [users] }, orders: { schemas: [orders] }, x: { patterns: [y.*] } }\n',
    })
    const { code, stderr } = await lint(folder)
    expect(code).toBe(0)
    expect(stderr).toMatch(/warning: .*\by\.\*/)
  })
})

describe('under GitHub Actions', () => {
  const run = async (summary: string, ...words: string[]) => {
    const folder = await places.make(crossing)
    const file = join(folder, 'summary.md')
    await writeFile(file, summary)
    const env = { GITHUB_ACTIONS: 'true', GITHUB_STEP_SUMMARY: file }
    const result = await runHere(['lint', 'db', '--quiet', ...words], { cwd: folder, env })
    return { ...result, summary: await readFile(file, 'utf8') }
  }

  test('annotations go to standard error, and the summary is added to', async () => {
    const { stdout, stderr, summary } = await run('before\n', '--format', 'json')
    expect(stderr.startsWith(annotation)).toBe(true)
    expect(JSON.parse(stdout)).toMatchObject({ schemaVersion: 1 })
    expect(summary).toMatch(/^before\n## fountain-split lint: 1 new\n/)
  })

  test('not twice where they are asked for, and not at all with --no-github-annotations', async () => {
    const asked = await run('', '--format', 'github')
    expect(asked.stdout.startsWith(annotation)).toBe(true)
    expect(asked.stderr).toBe('')
    const without = await run('', '--no-github-annotations')
    expect([without.stderr, without.summary]).toEqual(['', ''])
  })
})
