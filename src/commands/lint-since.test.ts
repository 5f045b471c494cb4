import { readdir, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { runCli } from './run-cli.test-support.ts'
import { commit, findingsOf, git, key, lint, Places, subject, tables, write } from './lint-place.test-support.ts'

const places = new Places()
afterAll(() => places.done())

const fresh = async (folder: string, ...words: string[]) =>
  (await findingsOf(folder, ...words)).filter(({ state }) => state === 'new').map((finding) => finding.subject)

describe('--since', () => {
  test('tells what a dump gained, whatever was reformatted; the working folder is left alone', async () => {
    const folder = await places.make({ 'db/schema.sql': tables + key('account_id') }, true)
    const first = git(folder, 'rev-parse', 'HEAD')
    const other = (tables + key('payer_id') + key('account_id')).replace('ADD FOREIGN', 'ADD CONSTRAINT other\n  FOREIGN') // prettier-ignore
    await write(folder, { 'db/schema.sql': other })
    expect(await fresh(folder, 'db/schema.sql', '--since', first)).toEqual([subject('payer_id')])
    const { stdout, code } = await lint(folder, 'db/schema.sql', '--since', 'main')
    expect(code).toBe(1)
    expect(stdout).toContain('✗ 1 new, 1 foreign key and 0 other findings known\n')
    commit(folder)
    expect(await lint(folder, 'db/schema.sql', '--since', 'HEAD')).toMatchObject({ code: 0 })
    expect(await fresh(folder, 'db/schema.sql', '--since', 'HEAD~1')).toEqual([subject('payer_id')])
    expect(git(folder, 'status', '--porcelain')).toBe('')
    expect(await readdir(join(folder, 'db'))).toEqual(['schema.sql'])
  })

  test('reads folders and globs of migrations, from another folder too', async () => {
    const folder = await places.make({ 'db/1.sql': tables, 'db/10.sql': key('account_id'), 'db/10.down.sql': 'DROP TABLE orders.invoice;' }, true) // prettier-ignore
    await write(folder, { 'db/11.sql': key('payer_id'), 'sub/x.txt': '' })
    for (const source of ['db', 'db/*.sql', 'd[b]/{1,10,11}.sql', '.', join(folder, 'db')])
      expect(await fresh(folder, source, '--since', 'main'), source).toEqual([subject('payer_id')])
    expect(await fresh(folder, '../db', '--since', 'main', '--cwd', 'sub')).toEqual([subject('payer_id')])
  })

  test('reads what the configuration names', async () => {
    const folder = await places.make(
      { 'db/1.sql': tables, 'fountain-split.yaml': 'source: db\n', 'sub/x.txt': '' },
      true,
    )
    await write(folder, { 'db/2.sql': key('payer_id') })
    expect(await fresh(join(folder, 'sub'), '--since', 'HEAD')).toEqual([subject('payer_id')])
  })

  test('a source that was not there then is all new', async () => {
    const folder = await places.make({ 'readme.txt': 'x' }, true)
    await write(folder, { 'db/1.sql': tables + key('account_id'), 'schema.sql': tables + key('account_id') })
    for (const source of ['db', 'schema.sql', 'db/*.sql'])
      expect(await fresh(folder, source, '--since', 'HEAD'), source).toEqual([subject('account_id')])
  })

  test('a file that was renamed on the way is still the same schema to a folder', async () => {
    const folder = await places.make({ 'db/1.sql': tables + key('account_id') }, true)
    await rename(join(folder, 'db/1.sql'), join(folder, 'db/001.sql'))
    expect(await fresh(folder, 'db', '--since', 'HEAD')).toEqual([])
  })

  test('a statement that could not be parsed then does not stop the one who mends it', async () => {
    const folder = await places.make({ 'schema.sql': `${tables}CREATE TABEL x ();\n${key('account_id')}` }, true)
    await write(folder, { 'schema.sql': tables + key('account_id') + key('payer_id') })
    expect(await fresh(folder, 'schema.sql', '--since', 'HEAD')).toEqual([subject('payer_id')])
  })

  test('judges the past by the boundary of today', async () => {
    const files = { 'schema.sql': tables + key('account_id'), 'fountain-split.yaml': 'services: { all: { schemas: [users, orders] } }\n' } // prettier-ignore
    const folder = await places.make(files, true)
    await rm(join(folder, 'fountain-split.yaml'))
    expect(await fresh(folder, 'schema.sql', '--since', 'HEAD')).toEqual([])
  })

  test('comments that were wrong before are not new', async () => {
    const wrong = '-- fountain-split-ignore crossing-view not here\n'
    const folder = await places.make({ 'schema.sql': `${wrong}${tables}` }, true)
    expect((await lint(folder, 'schema.sql')).code).toBe(1)
    expect((await lint(folder, 'schema.sql', '--since', 'HEAD')).code).toBe(0)
    await write(folder, { 'schema.sql': `${wrong}${tables}${wrong}CREATE TABLE orders.other ();` })
    expect(await fresh(folder, 'schema.sql', '--since', 'HEAD')).toEqual(['crossing-view at orders.other'])
  })

  describe('from 1 MB on, when another thread judges the past', () => {
    const filler = '-- and so on\n'.repeat(90_000)
    const told = join(import.meta.dirname, '../../fixtures/commands/tell-threads.cjs')
    const since = (folder: string, filled: string) =>
      runCli(['lint', 'schema.sql', '--since', 'HEAD', '--format', 'json'], {
        cwd: folder,
        env: { NODE_OPTIONS: `--require ${told}` },
      }).then(({ code, stdout, stderr }) => ({ code, threads: stderr.split('a thread\n').length - 1, findings: stdout === '' ? stderr : JSON.parse(stdout.replaceAll(filled, '')).findings })) // prettier-ignore

    test.each([
      ['a key', '', key('account_id')],
      ['a key whose past cannot be parsed in part', 'CREATE TABEL x ();\n', key('account_id')],
      ['an action that services counted on', key('account_id').replace(';', ' ON DELETE CASCADE;'), key('account_id').replace(';', ' ON DELETE RESTRICT;')], // prettier-ignore
    ])('%s is found as in a small schema', async (_, past, present) => {
      const outcomes = []
      for (const filled of ['', filler]) {
        const folder = await places.make({ 'schema.sql': `${tables}${past}${filled}` }, true)
        await write(folder, { 'schema.sql': `${tables}${present}${filled}` })
        outcomes.push(await since(folder, filled))
      }
      const [small, large] = outcomes
      expect(small).toMatchObject({ code: 1, threads: 0 })
      expect(small!.findings.some(({ state }: { state: string }) => state === 'new')).toBe(true)
      expect(large).toEqual({ ...small, threads: 1 })
    })

    test('nobody waits for the past of a schema that cannot be read', async () => {
      const folder = await places.make({ 'schema.sql': tables + filler }, true)
      await write(folder, { 'schema.sql': `CREATE TABEL x ();\n${filler}` })
      expect(await since(folder, '')).toMatchObject({ code: 2, findings: expect.stringContaining('syntax error') })
    })
  })

  test.each([
    ['an unknown revision', ['schema.sql', '--since', 'no-such'], 'unknown-revision', /there is no revision no-such/],
    ['an option for a revision', ['schema.sql', '--since', '--all'], 'unknown-revision', /there is no revision --all/],
    ['standard input', ['-', '--since', 'HEAD'], 'since-needs-files', /no earlier revision/],
    ['updating the baseline', ['schema.sql', '--since', 'HEAD', '--update-baseline'], 'conflicting-options', /do not go together/], // prettier-ignore
  ])('%s stops it', async (_, words, error, message) => {
    const folder = await places.make({ 'schema.sql': tables }, true)
    const { code, stderr, stdout } = await lint(folder, ...words)
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr).toMatch(message)
    expect(stderr).toContain(`[${error}]`)
  })

  test('outside of a repository, and in a shallow clone, the message says so', async () => {
    const bare = await places.make({ 'schema.sql': tables })
    expect((await lint(bare, 'schema.sql', '--since', 'HEAD')).stderr).toContain('is in no git repository')
    const folder = await places.make({ 'schema.sql': tables }, true)
    await write(folder, { 'schema.sql': tables + key('payer_id') })
    commit(folder)
    git(bare, 'clone', '-q', '--depth', '1', `file://${folder}`, 'clone')
    expect((await lint(join(bare, 'clone'), 'schema.sql', '--since', 'HEAD~1')).stderr).toContain('fetch-depth: 0')
  })
})
