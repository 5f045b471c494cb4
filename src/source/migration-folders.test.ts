import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { objectsOf } from '../catalog/catalog.ts'
import { readCatalog } from './read-catalog.ts'
import { readSource } from './read-source.ts'

let folder = ''
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fountain-split-'))
})
afterEach(() => rm(folder, { recursive: true }))

async function write(files: Readonly<Record<string, string>> | readonly string[]): Promise<void> {
  const entries = Array.isArray(files) ? files.map((name) => [name, 'SELECT 1;'] as const) : Object.entries(files)
  for (const [name, text] of entries) {
    await mkdir(dirname(join(folder, name)), { recursive: true })
    await writeFile(join(folder, name), text)
  }
}

/** The files in the order of application, and those left out with the reason. */
async function order(...sources: string[]): Promise<{ applied: string[]; skipped: string[] }> {
  const { files, skipped } = await readSource(sources, { cwd: folder })
  return { applied: files.map(({ name }) => name), skipped: skipped.map(({ name, why }) => `${name} ${why}`) }
}

const undone = 'undoes another migration and was not applied'
const checked = 'checks another migration and was not applied'

describe('the order and direction of migrations, by the habits of the tools', () => {
  // Each: what the tool is, the files as a folder lists them, those applied in order, those left out.
  test.each<[string, string[], string[], string[]]>([
    ['numbers by value', ['10_c.sql', '2_b.sql', '1_a.sql'], ['1_a.sql', '2_b.sql', '10_c.sql'], []],
    [
      'numbers with points',
      ['1.10_d.sql', '1.9_c.sql', '1.1_b.sql', '1_a.sql'],
      ['1_a.sql', '1.1_b.sql', '1.9_c.sql', '1.10_d.sql'],
      [],
    ],
    [
      'golang-migrate, sqlx',
      ['000002_b.down.sql', '000002_b.up.sql', '000001_a.down.sql', '000001_a.up.sql'],
      ['000001_a.up.sql', '000002_b.up.sql'],
      [`000001_a.down.sql ${undone}`, `000002_b.down.sql ${undone}`],
    ],
    [
      'node’s db-migrate',
      ['sqls/2015-a-down.sql', 'sqls/2015-a-up.sql'],
      ['sqls/2015-a-up.sql'],
      [`sqls/2015-a-down.sql ${undone}`],
    ],
    [
      'Diesel, Hasura',
      ['2_b/down.sql', '2_b/up.sql', '1_a/up.sql', '1_a/down.sql'],
      ['1_a/up.sql', '2_b/up.sql'],
      [`1_a/down.sql ${undone}`, `2_b/down.sql ${undone}`],
    ],
    [
      'Prisma',
      ['20240301_b/migration.sql', '20240201_a/migration.sql'],
      ['20240201_a/migration.sql', '20240301_b/migration.sql'],
      [],
    ],
    ['yoyo', ['1.a.rollback.sql', '1.a.sql'], ['1.a.sql'], [`1.a.rollback.sql ${undone}`]],
    [
      'RoundhousE',
      ['up/2_b.sql', 'up/1_a.sql', 'down/1_a.sql'],
      ['up/1_a.sql', 'up/2_b.sql'],
      [`down/1_a.sql ${undone}`],
    ],
    [
      'graphile-migrate',
      ['current.sql', 'committed/000002.sql', 'committed/000001.sql'],
      ['committed/000001.sql', 'committed/000002.sql', 'current.sql'],
      [],
    ],
    [
      'Flyway: versions, repeatable, undo',
      ['R__views.sql', 'V1_1__b.sql', 'V1__a.sql', 'U1__a.sql', 'V2__d.sql', 'V1.10__c.sql'],
      ['V1__a.sql', 'V1_1__b.sql', 'V1.10__c.sql', 'V2__d.sql', 'R__views.sql'],
      [`U1__a.sql ${undone}`],
    ],
    [
      'Flyway: versions count across folders',
      ['a/V3__c.sql', 'b/V1__a.sql', 'a/R__v.sql', 'c/V2__b.sql'],
      ['b/V1__a.sql', 'c/V2__b.sql', 'a/V3__c.sql', 'a/R__v.sql'],
      [],
    ],
    [
      'Flyway: a baseline',
      ['B2__base.sql', 'V1__a.sql', 'V2__b.sql', 'V3__c.sql'],
      ['B2__base.sql', 'V3__c.sql'],
      [
        'V1__a.sql is contained in B2__base.sql and was not applied',
        'V2__b.sql is contained in B2__base.sql and was not applied',
      ],
    ],
    [
      'two folders with the same names',
      ['2023/002_x.sql', '2024/001_x.sql', '2023/001_x.sql'],
      ['2023/001_x.sql', '2023/002_x.sql', '2024/001_x.sql'],
      [],
    ],
    [
      'a word that only contains “down”',
      ['1_download.sql', '2_markdown.sql', '3_U1_x.sql'],
      ['1_download.sql', '2_markdown.sql', '3_U1_x.sql'],
      [],
    ],
  ])('%s', async (_, names, applied, skipped) => {
    await write(names)
    expect(await order('.')).toEqual({ applied, skipped })
  })

  test('Sqitch: as its plan says; what reverts and verifies is left out', async () => {
    const plan = '%syntax-version=1.0.0\n%project=x\n\nusers 2024-01-01T00:00:00Z A <a@x> # note\n@v1 2024-01-02T00:00:00Z A <a@x>\nbooks [users] 2024-01-03T00:00:00Z A <a@x>\n' // prettier-ignore
    const changes = ['books.sql', 'users.sql']
    await write({ 'db/sqitch.plan': plan })
    await write(['deploy', 'revert', 'verify'].flatMap((kind) => changes.map((name) => `db/${kind}/${name}`)))
    expect(await order('db')).toEqual({
      applied: ['db/deploy/users.sql', 'db/deploy/books.sql'],
      skipped: [`db/revert/books.sql ${undone}`, `db/revert/users.sql ${undone}`, `db/verify/books.sql ${checked}`, `db/verify/users.sql ${checked}`], // prettier-ignore
    })
  })

  test('several sources: in the order in which they are named, each file once', async () => {
    await write(['b/1_x.sql', 'a/1_x.sql', 'a/2_x.sql'])
    expect((await order('b', 'a', 'a/1_x.sql')).applied).toEqual(['b/1_x.sql', 'a/1_x.sql', 'a/2_x.sql'])
    expect((await order('*/1_x.sql')).applied).toEqual(['a/1_x.sql', 'b/1_x.sql'])
  })

  test('a file that is named itself is read, whatever it is called', async () => {
    await write(['1_a.down.sql'])
    expect(await order('1_a.down.sql')).toEqual({ applied: ['1_a.down.sql'], skipped: [] })
  })

  test('the folder that the project stands in says nothing', async () => {
    await write(['rollback/db/1_a.sql'])
    const { files } = await readSource(['db'], { cwd: join(folder, 'rollback') })
    expect(files.map(({ name }) => name)).toEqual(['db/1_a.sql'])
  })

  test('a folder of nothing but files that undo', async () => {
    await write(['1_a.down.sql'])
    await expect(order('.')).rejects.toMatchObject({ code: 'no-sql-files' })
  })
})

describe('the part of a file that undoes it', () => {
  test.each([
    ['dbmate', '-- migrate:up\nCREATE TABLE a (id int);\n-- migrate:down transaction:false\nDROP TABLE a;'],
    ['goose', '-- +goose Up\n-- +goose StatementBegin\nCREATE TABLE a (id int);\n-- +goose StatementEnd\n\n-- +goose Down\nDROP TABLE a;'], // prettier-ignore
    ['sql-migrate', '-- +migrate Up\nCREATE TABLE a (id int);\n-- +migrate Down\nDROP TABLE a;'],
    ['node-pg-migrate', '-- Up Migration\nCREATE TABLE a (id int);\n-- Down Migration\nDROP TABLE a;'],
    ['tern', 'CREATE TABLE a (id int);\n\n---- create above / drop below ----\n\nDROP TABLE a;'],
    ['Liquibase', '--liquibase formatted sql\n--changeset me:1\nCREATE TABLE a (id int);\n--rollback DROP TABLE a;'],
    ['none, but a comment that speaks of it', `CREATE TABLE a (id int); -- see migrate:down, +goose Down\n-- migrate:downwards`], // prettier-ignore
  ])('%s', async (_, text) => {
    await write({ 'db/1.sql': text, 'db/2.sql': 'CREATE TABLE b (id int REFERENCES a);' })
    const { catalog } = await readCatalog(await readSource(['db'], { cwd: folder }))
    expect(objectsOf(catalog, 'relation').map(({ name }) => name)).toEqual(['a', 'b'])
    const undoing = catalog.statements.filter(({ kind }) => kind === 'down-migration')
    expect(undoing).toHaveLength(text.endsWith('DROP TABLE a;') && !text.includes('--rollback') ? 1 : 0)
  })
})
