import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { findSources } from './find-sources.ts'
import { readSource } from './read-source.ts'

const table = 'CREATE TABLE t (id int PRIMARY KEY);\n'
const dumped = `--\n-- PostgreSQL database dump\n--\n\n${table}`
const changelog = `--liquibase formatted sql\n--changeset a:1\n${table}`

interface Layout {
  readonly name: string
  readonly files: Readonly<Record<string, string>>
  readonly environment?: Readonly<Record<string, string>>
  /** Sources, the likeliest first. */
  readonly found?: readonly (readonly string[])[]
  /** What holds no SQL. */
  readonly unreadable?: readonly string[]
}

const layouts: readonly Layout[] = [
  { name: 'nothing', files: { 'README.md': 'a', 'query.sql': 'SELECT 1;' } },
  { name: 'Rails with a structure', files: { 'db/structure.sql': dumped, 'db/migrate/1_a.rb': '' }, found: [['db/structure.sql']] },
  { name: 'Rails with Ruby', files: { 'db/schema.rb': 'ActiveRecord' }, unreadable: ['db/schema.rb'] },
  { name: 'a dump of any name', files: { 'shop.sql': dumped }, found: [['shop.sql']] },
  { name: 'schema.sql before others', files: { 'db/a.sql': table, 'db/schema.sql': table }, found: [['db/schema.sql'], ['db/a.sql']] },
  { name: 'Prisma', files: { 'prisma/schema.prisma': '', 'prisma/migrations/20240101_a/migration.sql': table }, found: [['prisma/migrations']] },
  { name: 'Prisma without migrations', files: { 'prisma/schema.prisma': '' }, unreadable: ['prisma/schema.prisma'] },
  { name: 'Supabase', files: { 'supabase/migrations/1_a.sql': table, 'supabase/seed.sql': '' }, found: [['supabase/migrations']] },
  { name: 'Flyway', files: { 'src/main/resources/db/migration/V1__a.sql': table }, found: [['src/main/resources/db/migration']] },
  {
    name: 'Flyway, configured',
    files: { 'flyway.conf': 'flyway.locations=filesystem:sql/one,filesystem:sql/two\n', 'sql/one/V1__a.sql': table, 'sql/two/V2__b.sql': 'CREATE TABLE u (id int);', 'sql/old/V0__c.sql': table },
    found: [['sql/one', 'sql/two']],
  },
  { name: 'Liquibase SQL', files: { 'db/changelog/1.sql': changelog }, found: [['db/changelog']] },
  {
    name: 'Liquibase with a master that orders',
    files: {
      'db/changelog/db.changelog-master.yaml': 'databaseChangeLog:\n  - include:\n      file: b.sql\n      relativeToChangelogFile: true\n  - include: { file: db/changelog/a.sql }\n',
      'db/changelog/a.sql': changelog.replace(' t ', ' u '),
      'db/changelog/b.sql': changelog,
    },
    found: [['db/changelog/b.sql', 'db/changelog/a.sql']],
  },
  {
    name: 'Liquibase in its own words',
    files: { 'changelog.xml': '<databaseChangeLog><changeSet><createTable/></changeSet></databaseChangeLog>' },
    unreadable: ['changelog.xml'],
  },
  { name: 'a folder of migrations', files: { 'db/migrations/1_a.up.sql': table, 'db/migrations/1_a.down.sql': 'DROP TABLE t;' }, found: [['db/migrations']] },
  { name: 'DATABASE_URL', files: {}, environment: { DATABASE_URL: 'postgres://me@h/shop' }, found: [['postgres://me@h/shop']] },
  { name: 'DATABASE_URL in .env', files: { '.env': 'A=1\nexport DATABASE_URL="postgresql://me:x@h/shop"\n' }, found: [['postgresql://me:x@h/shop']] },
  { name: 'another database', files: {}, environment: { DATABASE_URL: 'mysql://h/shop' } },
  { name: 'a dump, then the database', files: { 'structure.sql': dumped }, environment: { DATABASE_URL: 'postgres://h/a' }, found: [['structure.sql'], ['postgres://h/a']] },
  { name: 'Python', files: { 'manage.py': '', 'alembic.ini': '' }, unreadable: ['manage.py', 'alembic.ini'] },
  { name: 'what dependencies bring', files: { 'node_modules/a/schema.sql': table, 'vendor/a/migrations/1.sql': table } },
] // prettier-ignore

let place = ''
beforeAll(async () => {
  place = await mkdtemp(join(tmpdir(), 'fountain-split-find-'))
})
afterAll(() => rm(place, { recursive: true, force: true }))

async function lay({ name, files }: Layout): Promise<string> {
  const folder = join(place, name)
  await mkdir(folder, { recursive: true })
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true })
    await writeFile(join(folder, path), text)
  }
  return folder
}

describe('where a schema is', () => {
  test.each(layouts)('$name', async (layout) => {
    const folder = await lay(layout)
    const { found, unreadable } = await findSources(folder, layout.environment ?? {})
    expect(found.map(({ sources }) => sources)).toEqual(layout.found ?? [])
    expect(unreadable.map(({ path }) => path)).toEqual(layout.unreadable ?? [])
    for (const { advice } of unreadable) expect(advice.length).toBeGreaterThan(20)
    // What is proposed can be read.
    const inFiles = found.filter(({ sources }) => !sources[0]!.includes('://'))
    const read = await Promise.all(inFiles.map(({ sources }) => readSource(sources, { cwd: folder })))
    expect(read.every(({ files }) => files.length > 0)).toBe(true)
  })
})
