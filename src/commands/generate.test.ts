import { chmod, cp, mkdir, mkdtemp, readFile, readdir, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { projectFolder, runCli } from './run-cli.test-support.ts'
import { runHere } from './run-here.test-support.ts'

let place = ''
beforeEach(async () => {
  place = await mkdtemp(join(tmpdir(), 'fountain-split-generate-'))
  await chmod(place, 0o755)
  await writeFile(join(place, 'shop.sql'), shop)
})
afterEach(() => rm(place, { recursive: true, force: true }))

const shop = `
CREATE SCHEMA orders;
CREATE SCHEMA people;
CREATE TABLE people.person (id serial PRIMARY KEY, name text NOT NULL);
CREATE TABLE orders.item (id serial PRIMARY KEY, person integer REFERENCES people.person ON DELETE CASCADE);
`
const run = (...words: string[]) => runHere(['generate', ...words, '--cwd', place])
const read = (path: string) => readFile(join(place, path), 'utf8')

async function tree(folder = place): Promise<Record<string, string>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
  return Object.fromEntries(
    await Promise.all(files.sort().map(async (file) => [file.slice(folder.length + 1), await readFile(file, 'utf8')])),
  )
}

/** Runs, and sees to it that nothing is written and that the error is one. */
async function refused(...words: string[]) {
  const before = await tree()
  const { code, stdout, stderr } = await run(...words)
  expect(await tree()).toEqual(before)
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
  expect(stderr).toMatch(/^error: /)
  expect(stderr).not.toMatch(/^\s+at |[\0-\x08\x0b-\x1f\x7f]/m)
  return stderr
}

describe('writing', () => {
  test('the files, and what was written in 80 columns', async () => {
    const { code, stdout, stderr } = await run('shop.sql', '--out', 'out')
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect(stdout).toContain('services/orders/  2 migrations')
    expect(stdout).toContain('Left out: 1 foreign key.')
    expect(stdout).toContain('out/README.md')
    for (const line of stdout.split('\n')) expect(line.length).toBeLessThanOrEqual(80)
    expect(Object.keys(await tree(join(place, 'out')))).toEqual([
      '.fountain-split-files.json',
      'README.md',
      'cluster/roles.sql',
      'plan.json',
      'services/orders/contracts/asyncapi.yaml',
      'services/orders/contracts/events/people.person_id.created.schema.json',
      'services/orders/contracts/events/people.person_id.deleted.schema.json',
      'services/orders/migrations/0001_shop.sql',
      'services/orders/migrations/0002_references.sql',
      'services/orders/rights.sql',
      'services/orders/src/api.ts',
      'services/orders/src/consumer.ts',
      'services/orders/src/database.ts',
      'services/orders/src/index.ts',
      'services/people/contracts/asyncapi.yaml',
      'services/people/contracts/events/people.person_id.created.schema.json',
      'services/people/contracts/events/people.person_id.deleted.schema.json',
      'services/people/contracts/openapi.yaml',
      'services/people/migrations/0001_shop.sql',
      'services/people/migrations/0002_references.sql',
      'services/people/rights.sql',
      'services/people/src/api.ts',
      'services/people/src/database.ts',
      'services/people/src/events.ts',
      'services/people/src/index.ts',
    ])
    expect(await read('out/services/orders/migrations/0001_shop.sql')).toContain(
      'CREATE TABLE orders.item (id serial PRIMARY KEY, person integer);',
    )
  })

  test('again: nothing changes; --check agrees, and finds what was changed, is missing or was left over', async () => {
    await run('shop.sql', '--out', 'out')
    const before = await tree()
    expect(await run('shop.sql', '--out', 'out')).toMatchObject({ code: 0, stderr: '' })
    expect(await run('shop.sql', '--out', 'out', '--check')).toMatchObject({ code: 0, stderr: '' })
    expect(await run('shop.sql', '--out', 'out', '--check', '--quiet')).toEqual({ code: 0, stdout: '', stderr: '' })
    expect(await tree()).toEqual(before)

    await rm(join(place, 'out/plan.json'))
    await writeFile(join(place, 'out/README.md'), 'mine\n')
    await writeFile(join(place, 'shop.sql'), shop.replace(/CREATE TABLE orders.*/, ''))
    for (const quiet of [[], ['--quiet']]) {
      const { code, stdout } = await run('shop.sql', '--out', 'out', '--check', ...quiet)
      expect(code).toBe(1)
      expect(stdout).toMatch(/create {2}plan\.json/)
      expect(stdout).toMatch(/change {2}README\.md\n +edited by hand/)
      expect(stdout).toMatch(/remove {2}services\/orders\/src\/database\.ts/)
      expect(stdout).toMatch(/remove {2}services\/orders\/migrations\/0001_shop\.sql\n.*--rebase/)
    }
  })

  test('--dry-run lists and writes nothing', async () => {
    const before = await tree()
    const { code, stdout } = await run('shop.sql', '--out', 'out', '--dry-run')
    expect(code).toBe(0)
    expect(stdout).toMatch(/create {2}services\/people\/migrations\/0001_shop\.sql/)
    expect(await tree()).toEqual(before)
  })

  test('--format json is for programs, --quiet for scripts', async () => {
    const { stdout, stderr } = await run('shop.sql', '--out', 'out', '--format', 'json')
    expect(stderr).toBe('')
    const told = JSON.parse(stdout)
    expect(told).toMatchObject({ schemaVersion: 1, mode: 'write', folder: 'out', layout: 'databases', changed: true })
    expect(told.files).toContainEqual({
      path: 'services/people/migrations/0001_shop.sql',
      kind: 'migration',
      change: 'create',
    })
    expect(await run('shop.sql', '--out', 'out2', '--quiet')).toEqual({ code: 0, stdout: '', stderr: '' })
  })

  test('where and from what the configuration says, the same bytes from any folder', async () => {
    await mkdir(join(place, 'db/deep'), { recursive: true })
    await cp(join(place, 'shop.sql'), join(place, 'db/shop.sql'))
    await writeFile(join(place, 'fountain-split.yaml'), 'source: db/shop.sql\nout: split\n')
    expect(await run()).toMatchObject({ code: 0, stderr: '' })
    const before = await tree()
    for (const folder of ['db', 'db/deep', 'split']) {
      const { code, stdout } = await runHere(['generate', '--check', '--cwd', join(place, folder)])
      expect({ code, folder, stdout: stdout.split(' ')[0] }).toMatchObject({ code: 0, folder })
    }
    expect((await runHere(['generate', 'shop.sql', '--check', '--cwd', join(place, 'db')])).code).toBe(0)
    expect(await tree()).toEqual(before)
  })

  test('--layout wins over the configuration', async () => {
    await writeFile(join(place, 'fountain-split.yaml'), 'layout: databases\n')
    expect(await run('shop.sql', '--out', 'out', '--layout', 'schemas')).toMatchObject({ code: 0 })
    expect(JSON.parse(await read('out/plan.json'))).toMatchObject({ layout: 'schemas' })
  })
})

describe('a second run after the schema changed', () => {
  const changed = shop.replace('name text', 'name varchar(100)')

  test('a dump: --check fails, generate refuses, --rebase begins anew and says so', async () => {
    await run('shop.sql', '--out', 'out')
    await writeFile(join(place, 'shop.sql'), changed)
    expect((await run('shop.sql', '--out', 'out', '--check')).code).toBe(1)
    const told = await refused('shop.sql', '--out', 'out', '--force')
    expect(told).toContain('services/people/migrations/0001_shop.sql')
    expect(told).toContain('--rebase')
    const { code, stderr } = await run('shop.sql', '--out', 'out', '--rebase')
    expect(code).toBe(0)
    expect(stderr).toMatch(/^warning: begun anew: .* 1 replaced or removed/)
    expect(await read('out/services/people/migrations/0001_shop.sql')).toContain('varchar(100)')
    expect((await run('shop.sql', '--out', 'out', '--check')).code).toBe(0)
  })

  test('a folder of migrations: a new one only adds files, to the services that it touches', async () => {
    await mkdir(join(place, 'db'))
    await writeFile(join(place, 'db/001_first.sql'), shop)
    await run('db', '--out', 'out')
    const before = await tree(join(place, 'out'))
    await writeFile(join(place, 'db/002_second.sql'), 'ALTER TABLE people.person ADD COLUMN email text;\n')
    expect(await run('db', '--out', 'out')).toMatchObject({ code: 0, stderr: '' })
    const after = await tree(join(place, 'out'))
    const migrations = (files: Record<string, string>) => Object.keys(files).filter((path) => path.endsWith('.sql'))
    expect(migrations(after)).toEqual([...migrations(before), 'services/people/migrations/002_second.sql'].sort())
    for (const path of migrations(before)) expect(after[path], path).toBe(before[path])
  })
})

describe('refused, with nothing written', () => {
  test('a folder that holds something else, unless forced; files in the way always', async () => {
    await mkdir(join(place, 'out'))
    await writeFile(join(place, 'out/theirs.txt'), 'theirs\n')
    expect(await refused('shop.sql', '--out', 'out')).toContain('--force')
    expect(await refused('shop.sql', '--out', 'out', '--dry-run')).toContain('--force')
    expect(await run('shop.sql', '--out', 'out', '--force')).toMatchObject({ code: 0 })
    expect(await read('out/theirs.txt')).toBe('theirs\n')
    await mkdir(join(place, 'out2'))
    await writeFile(join(place, 'out2/README.md'), 'theirs\n')
    expect(await refused('shop.sql', '--out', 'out2', '--force', '--rebase')).toContain('README.md')
  })

  test('a generated file that was edited, unless forced', async () => {
    await run('shop.sql', '--out', 'out')
    await writeFile(join(place, 'out/services/people/src/database.ts'), 'mine\n')
    expect(await refused('shop.sql', '--out', 'out')).toContain('services/people/src/database.ts')
    expect(await run('shop.sql', '--out', 'out', '--force')).toMatchObject({ code: 0 })
  })

  test('no folder named; a file; below a file; in the source', async () => {
    expect(await refused('shop.sql')).toContain('--out')
    expect(await refused('shop.sql', '--out', '')).toContain('--out')
    expect(await refused('shop.sql', '--out', 'shop.sql')).toContain('shop.sql is not a folder')
    expect(await refused('shop.sql', '--out', 'shop.sql/out')).toContain('cannot be written')
    await mkdir(join(place, 'db'))
    await cp(join(place, 'shop.sql'), join(place, 'db/shop.sql'))
    await symlink('db', join(place, 'alias'))
    for (const out of ['db', 'db/out', 'alias/out', '../' + place.split('/').at(-1) + '/db/out'])
      expect(await refused('db', '--out', out), out).toContain('inside the source')
    expect(await run('db', '--out', 'db-out')).toMatchObject({ code: 0 })
  })

  test('a boundary that is not drawn', async () => {
    await writeFile(join(place, 'fountain-split.yaml'), 'services: { people: { schemas: [people] } }\n')
    const told = await refused('shop.sql', '--out', 'out')
    expect(told).toContain('orders.item belongs to no service')
    expect(told).toMatch(/shop\.sql:5:/)
  })

  test('options that contradict each other, and unknown values', async () => {
    expect(await refused('shop.sql', '--out', 'o', '--check', '--force')).toContain('--force')
    expect(await refused('shop.sql', '--out', 'o', '--layout', 'both')).toContain('databases, schemas')
    expect(await refused('shop.sql', '--out', 'o', '--format', 'xml')).toContain('pretty, json')
  })

  test('a folder without permission', async () => {
    await mkdir(join(place, 'closed'), { mode: 0o555 })
    // Root writes everywhere.
    const user = process.getuid?.() === 0 ? { uid: 65534 } : {}
    for (const out of ['closed', 'closed/below/out']) {
      const result = await runCli(['generate', 'shop.sql', '--out', out, '--cwd', place], user)
      expect(result).toMatchObject({ code: 2, stdout: '' })
      expect(result.stderr).toMatch(/closed.* cannot be written: no permission/)
      expect(await readdir(join(place, 'closed'))).toEqual([])
    }
  })
})

test('services with hostile names stay inside the folder', async () => {
  const names = [
    '../../escape',
    '/etc',
    'a\nb',
    'con',
    'x'.repeat(63),
    'Upper',
    'upper',
    '.',
    '..',
    '__proto__',
    '日本',
  ]
  const sql = names.map((name) => `CREATE SCHEMA "${name}"; CREATE TABLE "${name}".t (id int PRIMARY KEY);`).join('\n')
  await writeFile(join(place, 'hostile.sql'), sql)
  const { code, stdout, stderr } = await run('hostile.sql', '--out', 'deep/out')
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  expect(stdout).not.toMatch(/[\0-\x09\x0b-\x1f\x7f]/)
  expect((await readdir(place)).sort()).toEqual(['deep', 'hostile.sql', 'shop.sql'])
  expect(await readdir(join(place, 'deep'))).toEqual(['out'])
  expect(await readdir(join(place, 'deep/out/services'))).toHaveLength(names.length)
  expect((await run('hostile.sql', '--out', 'deep/out', '--check')).code).toBe(0)
})

test('the Fountain: the same bytes in any locale and time zone', async () => {
  const environments = [{}, { LC_ALL: 'tr_TR.UTF-8', LANG: 'tr_TR.UTF-8', TZ: 'Pacific/Kiritimati' }]
  const trees = []
  for (const [at, env] of environments.entries()) {
    const out = join(place, String(at))
    const result = await runCli(['generate', 'fixtures/fountain.sql', '--out', out], { cwd: projectFolder, env })
    expect(result.code).toBe(0)
    trees.push(await tree(out))
  }
  expect(trees[1]).toEqual(trees[0])
})
