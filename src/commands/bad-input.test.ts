import { chmod, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { runCli } from './run-cli.test-support.ts'
import { runHere } from './run-here.test-support.ts'

let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fountain-split-'))
})
afterAll(() => rm(folder, { recursive: true }))

const table = (at: number) => `CREATE TABLE t${at} (\n  id integer PRIMARY KEY\n);\n`
const tables = (from: number, to: number) => Array.from({ length: to - from }, (_, at) => table(from + at)).join('')

const dumpCutInCopy = `${table(1)}COPY public.t1 (id) FROM stdin;\n1\n2\n`

/** What is wrong, the code of the error, what its text must say, and what the hint must say. */
const refused: readonly [string, string | Buffer, string, RegExp, RegExp][] = [
  ['nothing', '', 'empty-source', /bad\.sql is empty/, /pg_dump/],
  ['blanks only', ' \n\t\n', 'empty-source', /bad\.sql is empty/, /pg_dump/],
  ['binary', Buffer.from([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1, 0, 0, 0xff, 0xfe]), 'nul-byte', /bad\.sql/, /\S/],
  [
    'a custom-format dump',
    Buffer.concat([Buffer.from('PGDMP\u0001\u000e'), Buffer.alloc(64)]),
    'custom-format-dump',
    /bad\.sql/,
    /pg_restore|pg_dump/,
  ],
  ['UTF-16', Buffer.from(`\ufeff${table(1)}`, 'utf16le'), 'utf-16', /UTF-16/, /UTF-8/],
  ['a NUL byte', `${table(1)}CREATE TABLE u\0 (id int);\n`, 'nul-byte', /bad\.sql.*4/, /\S/],
  [
    'invalid UTF-8',
    Buffer.concat([Buffer.from(table(1)), Buffer.from([0x2d, 0x2d, 0x20, 0xe9, 0x0a])]),
    'invalid-utf8',
    /bad\.sql:4/,
    /UTF-?8/,
  ],
  [
    'a syntax error in statement 3,000 of 5,000',
    `${tables(1, 3000)}CREATE TABEL t3000 (id integer);\n${tables(3001, 5001)}`,
    'unparsable-statement',
    /> 8998 \| CREATE TABEL t3000 \(id integer\);\n +\| {8}\^/,
    /--keep-going/,
  ],
  ['a dump cut in the middle of a COPY', dumpCutInCopy, 'copy-without-end', /bad\.sql:4:1/, /cut short/],
  [
    'a dump cut in the middle of a text',
    `${table(1)}INSERT INTO t1 VALUES ('abc`,
    'unterminated-quote',
    /bad\.sql:4:24/,
    /cut short/,
  ],
  [
    'a dump cut in the middle of a body',
    `CREATE FUNCTION f() RETURNS int AS $$ SELECT`,
    'unterminated-quote',
    /bad\.sql:1:36/,
    /cut short/,
  ],
  [
    'MySQL',
    'CREATE TABLE `a` (`id` int AUTO_INCREMENT) ENGINE=InnoDB;\n',
    'unparsable-statement',
    /bad\.sql:1:14/,
    /MySQL/,
  ],
  [
    'SQLite',
    'CREATE TABLE a (id integer PRIMARY KEY AUTOINCREMENT);\n',
    'unparsable-statement',
    /bad\.sql:1/,
    /SQLite/,
  ],
  ['SQL Server', 'CREATE TABLE [a] ([n] nvarchar(50))\nGO\n', 'unparsable-statement', /bad\.sql:1/, /SQL Server/],
  ['Oracle', 'CREATE TABLE a (n VARCHAR2(10 CHAR));\n/\n', 'unparsable-statement', /bad\.sql:1/, /Oracle/],
  ['no SQL at all', '{"a": 1}\n', 'unparsable-statement', /bad\.sql:1:1/, /right file/],
  ['a psql variable', 'CREATE SCHEMA :name;\n', 'unparsable-statement', /bad\.sql:1:15/, /psql variable/],
  [
    'a semicolon that was left out',
    'CREATE TABLE a (id int)\n  CREATE TABLE b (id int);\n',
    'unparsable-statement',
    /bad\.sql:2:3/,
    /semicolon seems to be missing.*--keep-going/,
  ],
  [
    'control characters in what is wrong',
    'CREATE \u001b[31mTABLE x (id int);\n',
    'unparsable-statement',
    /\\u\{1b\}\[31mTABLE/,
    /\S/,
  ],
]

describe('sources that are refused', () => {
  test.each(refused)('%s', async (_name, content, code, message, hint) => {
    await writeFile(join(folder, 'bad.sql'), content)
    for (const words of [['analyze', 'bad.sql', '--format', 'json']]) {
      const result = await runHere([...words, '--cwd', folder])
      expect(result).toMatchObject({ code: 2, stdout: '' })
      expect(result.stderr).toContain(`[${code}]`)
      expect(result.stderr).toMatch(message)
      expect(result.stderr.split('hint: ')[1] ?? '').toMatch(hint)
      expect(result.stderr).not.toMatch(/^\s+at |[\0-\x08\x0b-\x1f\x7f]/m)
    }
    expect(await readdir(folder)).toEqual(['bad.sql'])
  })

  test.each([
    [['missing.sql'], 'missing-source', /there is no file or folder missing\.sql/],
    [['nothing/*.sql'], 'missing-source', /no file matches/],
    [['-', 'bad.sql'], 'mixed-sources', /read alone/],
    [[], 'no-source', /nothing to read/],
  ])('%j', async (sources, code, message) => {
    const result = await runHere(['analyze', ...sources, '--cwd', folder])
    expect(result).toMatchObject({ code: 2, stdout: '' })
    expect(result.stderr).toContain(`[${code}]`)
    expect(result.stderr).toMatch(message)
  })

  test.skipIf(process.platform === 'win32')('a file without permission to read', async ({ skip }) => {
    const closed = join(folder, 'closed.sql')
    await writeFile(closed, table(1))
    await chmod(closed, 0)
    const result = await runHere(['analyze', 'closed.sql', '--cwd', folder])
    await rm(closed)
    if (process.getuid?.() === 0) skip('root reads every file')
    expect(result).toMatchObject({ code: 2, stdout: '' })
    expect(result.stderr).toMatch(/closed\.sql cannot be read: no permission/)
  })

  test('a database that cannot be reached, and its password stays secret', async () => {
    const result = await runCli(['analyze', 'postgres://me:s3cret@127.0.0.1:1/shop'])
    expect(result).toMatchObject({ code: 2, stdout: '' })
    expect(result.stderr).toMatch(/\[(unreadable-database|missing-pg-dump)\]/)
    expect(result.stderr).toMatch(/hint: \S/)
    expect(result.stderr).not.toContain('s3cret')
  })
})

describe('sources that are read as far as they go, with --keep-going', () => {
  test.each([
    ['a syntax error', `${table(1)}CREATE TABEL b (id int);\n${table(2)}`, 3, 1, /TABEL/, ['t1', 't2']],
    ['a quote without end', `${table(1)}COMMENT ON TABLE t1 IS 'it's';\n${table(2)}`, 2, 1, /never closed/, ['t1']],
    ['a COPY without end', dumpCutInCopy, 2, 1, /\\\. is missing/, ['t1']],
    ['nothing that can be read', 'CREATE TABEL a;', 1, 1, /TABEL/, []],
  ])('%s: told once, and counted', async (_name, input, total, reported, message, relations) => {
    const { code, stdout } = await runCli(['analyze', '-', '--keep-going', '--format', 'json'], { input })
    expect(code).toBe(0)
    const report = JSON.parse(stdout)
    expect(report.source.statements).toMatchObject({ total, reported })
    expect(report.services.flatMap((service: { relations: string[] }) => service.relations)).toEqual(
      relations.map((name) => `public.${name}`),
    )
    const errors = report.diagnostics.filter(({ severity }: { severity: string }) => severity === 'error')
    expect(errors).toHaveLength(1)
    expect(errors[0].message).toMatch(message)
    expect(errors[0].hint).not.toContain('--keep-going')
    expect(errors[0].evidence.line).toBeGreaterThan(0)
  })
})

describe('names that are odd and right', () => {
  test.each([
    ['63 bytes with quotes and newlines', `a"b\nc\r\n'd\\$é${'x'.repeat(47)}`],
    ['__proto__', '__proto__'],
    ['constructor', 'constructor'],
    ['an escape sequence', '\u001b[2J'],
    ['markup', '<b>&|`'],
    ['a blank', ' '],
  ])('%s, as schema, relation and column', async (_name, name) => {
    const quoted = `"${name.replaceAll('"', '""')}"`
    const sql = `CREATE SCHEMA ${quoted};
      CREATE SCHEMA other;
      CREATE TABLE ${quoted}.${quoted} (${quoted} int PRIMARY KEY);
      CREATE TABLE other.t (${quoted} int CONSTRAINT ${quoted} REFERENCES ${quoted}.${quoted} ON DELETE CASCADE);`
    const { code, stdout, stderr } = await runCli(['analyze', '-', '--format', 'json'], { input: sql })
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    const report = JSON.parse(stdout)
    expect(report.references).toHaveLength(1)
    expect(report.references[0]).toMatchObject({
      constraint: name,
      referencing: { service: 'other', columns: [name] },
      referenced: { schema: name, relation: name, columns: [name] },
    })
    expect(report.services.map((service: { relations: string[] }) => service.relations)).toContainEqual([
      `${name}.${name}`,
    ])
    const pretty = await runCli(['analyze', '-', '--quiet'], { input: sql })
    expect(pretty).toMatchObject({ code: 0, stderr: '' })
    expect(pretty.stdout).not.toMatch(/[\0-\x08\x0b-\x1f\x7f]/)
  })
})

describe('configurations that are refused', () => {
  test.each([
    ['an unknown key', 'fountain-split.yaml', 'servises:\n  a: { schemas: [a] }\n', /servises/, /services/],
    ['a wrong type', 'fountain-split.yaml', 'services: 7\n', /services/, /\S/],
    ['broken YAML', 'fountain-split.yaml', 'services: [\n', /fountain-split\.yaml/, /\S/],
    ['broken JSON', 'fountain-split.json', '{"services": }', /fountain-split\.json/, /\S/],
  ])('%s', async (_name, file, content, message, hint) => {
    const place = await mkdtemp(join(folder, 'config-'))
    await writeFile(join(place, 'a.sql'), table(1))
    await writeFile(join(place, file), content)
    const result = await runHere(['analyze', 'a.sql', '--config', file, '--cwd', place])
    await rm(place, { recursive: true })
    expect(result).toMatchObject({ code: 2, stdout: '' })
    expect(result.stderr).toMatch(message)
    expect(result.stderr.split('hint: ')[1] ?? '').toMatch(hint)
    expect(result.stderr).not.toMatch(/^\s+at /m)
  })

  test('a configuration that is not there', async () => {
    const result = await runCli(['analyze', '-', '--config', 'no.yaml'], { input: table(1) })
    expect(result).toMatchObject({ code: 2, stdout: '' })
    expect(result.stderr).toContain('no.yaml')
  })
})

describe('places that cannot be written', () => {
  // A file where a folder should be is refused to everybody, root too.
  test.each([
    ['analyze --output', ['analyze', 'good.sql', '--output', 'file/report.txt']],
    ['analyze --output into a folder', ['analyze', 'good.sql', '--output', 'folder']],
  ])('%s', async (_name, words) => {
    const place = await mkdtemp(join(folder, 'write-'))
    await writeFile(join(place, 'good.sql'), table(1))
    await writeFile(join(place, 'file'), 'mine\n')
    await mkdir(join(place, 'folder'))
    const result = await runHere([...words, '--cwd', place])
    expect(result).toMatchObject({ code: 2, stdout: '' })
    expect(result.stderr).toMatch(/^error: /)
    expect(result.stderr).not.toMatch(/^\s+at /m)
    expect((await readdir(place)).sort()).toEqual(['file', 'folder', 'good.sql'])
    expect(await readdir(join(place, 'folder'))).toEqual([])
    await rm(place, { recursive: true })
  })

  test('a folder without permission', async ({ skip }) => {
    if (process.getuid?.() === 0) skip('root writes everywhere')
    const place = await mkdtemp(join(folder, 'closed-'))
    await writeFile(join(folder, 'good.sql'), table(1))
    await chmod(place, 0o555)
    for (const words of [['analyze', 'good.sql', '--output', join(place, 'report')]]) {
      const result = await runHere([...words, '--cwd', folder])
      expect(result).toMatchObject({ code: 2, stdout: '' })
      expect(result.stderr).toMatch(/permission/)
    }
    expect(await readdir(place)).toEqual([])
    await rm(join(folder, 'good.sql'))
  })
})
