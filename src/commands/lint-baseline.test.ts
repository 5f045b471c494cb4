import { readdir, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { baselineOf, commit, entry, findingsOf, key, lint, Places, record, subject, tables, write } from './lint-place.test-support.ts' // prettier-ignore

const places = new Places()
afterAll(() => places.done())

const file = '.fountain-split-baseline.json'
const states = async (folder: string, ...words: string[]) =>
  (await findingsOf(folder, ...words)).map(({ rule, state }) => `${rule} ${state}`)
const subjects = async (folder: string, name = file) =>
  (JSON.parse(await readFile(join(folder, name), 'utf8')) as { entries: { subject: string }[] }).entries.map(
    (each) => each.subject,
  )

describe('the baseline', () => {
  test('is made with a reason, an owner, an issue and a day, and has nothing that moves', async () => {
    const folder = await places.make({ 'schema.sql': tables + key('account_id') })
    const terms = ['--owner', 'orders', '--issue', 'https://example.org/7', '--expires', '2999-12-31']
    expect(await lint(folder, 'schema.sql', ...record, ...terms)).toMatchObject({
      code: 0,
      stderr: `${file}: 1 known, 1 added, 0 removed\n`,
    })
    expect(await readFile(join(folder, file), 'utf8')).toBe(
      baselineOf(entry('account_id', { reason: 'there before us', owner: 'orders', issue: 'https://example.org/7', expires: '2999-12-31' })), // prettier-ignore
    )
  })

  test('only shrinks by itself, and says what it left out', async () => {
    const known = baselineOf(entry('account_id', { reason: 'old' }), entry('gone'))
    const folder = await places.make({ 'schema.sql': tables + key('account_id') + key('payer_id'), [file]: known })
    const { code, stderr } = await lint(folder, 'schema.sql', '--update-baseline')
    expect(code).toBe(1)
    expect(stderr).toContain('1 known, 0 added, 1 removed\n1 new not added')
    expect(await readFile(join(folder, file), 'utf8')).toBe(baselineOf(entry('account_id', { reason: 'old' })))
    expect((await lint(folder, 'schema.sql', ...record)).code).toBe(0)
    expect(await subjects(folder)).toEqual([subject('account_id'), subject('payer_id')])
  })

  test('is not written where nothing changes', async () => {
    const oddly = JSON.stringify({ version: 1, entries: [] })
    const folder = await places.make({ 'schema.sql': tables, [file]: oddly })
    await lint(folder, 'schema.sql', '--update-baseline')
    const first = await readFile(join(folder, file), 'utf8')
    expect(first).toBe(baselineOf())
    expect((await lint(folder, 'schema.sql', '--update-baseline')).code).toBe(0)
    expect(await readdir(folder)).toEqual([file, 'schema.sql'])
  })

  test('never takes in what a command mends', async () => {
    const sql = `-- fountain-split-ignore crossing-view no reason to\n${tables}`
    const folder = await places.make({ 'schema.sql': sql })
    expect((await lint(folder, 'schema.sql', ...record)).code).toBe(1)
    expect(await subjects(folder)).toEqual([])
  })

  test('renews what has expired, under new terms only', async () => {
    const known = baselineOf(entry('account_id', { reason: 'old', expires: '2020-01-01' }))
    const folder = await places.make({ 'schema.sql': tables + key('account_id'), [file]: known })
    expect((await lint(folder, 'schema.sql', '--update-baseline')).code).toBe(1)
    expect(await readFile(join(folder, file), 'utf8')).toBe(known)
    expect((await lint(folder, 'schema.sql', ...record)).code).toBe(0)
    expect(await readFile(join(folder, file), 'utf8')).toBe(baselineOf(entry('account_id', { reason: 'there before us' }))) // prettier-ignore
  })

  test('has fewer entries than the committed one: said', async () => {
    const two = tables + key('account_id') + key('payer_id')
    const folder = await places.make({ 'schema.sql': two, [file]: baselineOf(entry('account_id'), entry('payer_id')) }, true) // prettier-ignore
    await write(folder, { 'schema.sql': tables + key('account_id') })
    const { stdout } = await lint(folder, 'schema.sql', '--update-baseline')
    const line = '✓ nothing new, 1 foreign key and 0 other findings known, 1 fewer than before\n'
    expect(stdout).toBe(line)
    expect((await lint(folder, 'schema.sql')).stdout).toBe(line)
    commit(folder)
    expect((await lint(folder, 'schema.sql')).stdout).not.toContain('fewer')
    expect((await lint(folder, 'schema.sql', '--since', 'HEAD~1')).stdout).toBe(line)
  })
})

describe('part of the schema', () => {
  const files = {
    'db/1.sql': tables,
    'db/2.sql': key('account_id'),
    'db/3.sql': key('payer_id'),
    'fountain-split.yaml': 'source: db\n',
    [file]: baselineOf(entry('account_id'), entry('payer_id')),
  }
  test('does not call the rest stale, nor remove it', async () => {
    const folder = await places.make(files)
    expect((await lint(folder, 'db/1.sql', 'db/2.sql')).code).toBe(0)
    const { code, stderr } = await lint(folder, 'db/1.sql', 'db/2.sql', '--update-baseline')
    expect([code, stderr]).toEqual([0, expect.stringContaining('only part of the schema was read')])
    expect(await readFile(join(folder, file), 'utf8')).toBe(files[file])
  })

  test('all of it by other words is all of it', async () => {
    const folder = await places.make({ ...files, 'db/3.sql': '-- nothing\n' })
    for (const words of [[], ['db'], ['db/*.sql'], ['db/1.sql', 'db/2.sql', 'db/3.sql']])
      expect(await states(folder, ...words)).toContain('stale-baseline stale')
  })

  test('what could not be parsed may hold it', async () => {
    const folder = await places.make({ ...files, 'db/3.sql': key('payer_id').replace('TABLE', 'TABEL') })
    expect(await states(folder, '--keep-going')).not.toContain('stale-baseline stale')
  })
})

describe('a baseline for each service', () => {
  const config = 'source: schema.sql\nlint: { baseline: "known/{service}.json" }\n'
  const back = 'ALTER TABLE users.account ADD last bigint REFERENCES orders.invoice; CREATE INDEX ON users.account (last);\n' // prettier-ignore
  const files = { 'schema.sql': tables + key('account_id') + back, 'fountain-split.yaml': config }

  test('is written by who refers, read whole, and moves with the owner', async () => {
    const folder = await places.make(files)
    expect((await lint(folder)).code).toBe(2)
    expect((await lint(folder, ...record)).code).toBe(0)
    expect((await readdir(join(folder, 'known'))).sort()).toEqual(['orders.json', 'users.json'])
    expect(await subjects(folder, 'known/users.json')).toEqual(['users.account(last) -> orders.invoice'])
    expect((await lint(folder)).code).toBe(0)

    await rm(join(folder, 'known/users.json'))
    expect(await states(folder)).toContain('crossing-foreign-key new')
    await lint(folder, ...record)
    const services = 'services: { people: { schemas: [users] }, orders: { schemas: [orders] } }\n'
    await write(folder, { 'fountain-split.yaml': config + services, 'schema.sql': tables + back })
    expect(await states(folder)).toContain('stale-baseline stale')
    await lint(folder, ...record)
    expect(await subjects(folder, 'known/people.json')).toEqual(['users.account(last) -> orders.invoice'])
    expect(await subjects(folder, 'known/users.json')).toEqual([])
    expect((await lint(folder)).code).toBe(0)
  })

  test('no name of a service leads out of its folder', async () => {
    const folder = await places.make({
      'schema.sql': (tables + key('account_id')).replaceAll('orders.', '"../or/ders".').replace('orders;', '"../or/ders";'), // prettier-ignore
      'fountain-split.yaml': config,
    })
    expect((await lint(folder, ...record)).code).toBe(0)
    expect(await readdir(join(folder, 'known'))).toEqual(['%2E.%2For%2Fders.json'])
    expect((await lint(folder)).code).toBe(0)
  })
})
