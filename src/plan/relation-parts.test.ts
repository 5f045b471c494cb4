import { expect, test } from 'vitest'
import { objectsOf } from '../catalog/catalog.ts'
import { readCatalog } from '../source/read-catalog.ts'
import { sourceFile } from '../source/source-text.ts'
import { PartsByRelation } from './relation-parts.ts'

/** The names of what stands in the way of a write to a relation. */
async function partsOf(sql: string, relation: string): Promise<Record<string, readonly string[]>> {
  const { catalog } = await readCatalog({ files: [sourceFile('a.sql', Buffer.from(sql))] })
  const { id } = objectsOf(catalog, 'relation').find(({ name }) => name === relation)!
  const parts = Object.entries(new PartsByRelation(catalog).of(id))
  return Object.fromEntries(
    parts
      .filter(([, list]) => list.length > 0)
      .map(([kind, list]) => [kind, list.map(({ name }: { name: string }) => name)]),
  )
}

const measured = `
  create table site (id int primary key);
  create table measured (id int, site int references site, primary key (id, site)) partition by list (site);
  create table measured_1 partition of measured for values in (1);
  create index on measured (site);
  alter table measured_1 add constraint positive check (id > 0);`

test('a family of partitions has the parts of all of it, clones left out', async () => {
  expect(await partsOf(measured, 'measured')).toEqual({
    relations: ['measured', 'measured_1'],
    constraints: ['measured_pkey', 'positive'],
    indexes: ['measured_site_idx'],
    keys: ['measured_site_fkey'],
  })
  expect((await partsOf(measured, 'measured_1'))['relations']).toEqual(['measured_1', 'measured'])
  expect(await partsOf(measured, 'site')).toMatchObject({ keysOnto: ['measured_site_fkey'] })
})

test('an index that a constraint stands on is told with that', async () =>
  expect(
    await partsOf(
      'create table t (a int, b int); create unique index i on t (a); create index j on t (b); alter table t add constraint c unique using index i;',
      't',
    ),
  ).toEqual({ relations: ['t'], constraints: ['c'], indexes: ['j'] }))
