import { cp, mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { checkConfig } from './config/check-config.ts'
import { describeServices } from './emit/references/describe-services.ts'
import { generate } from './index.ts'
import { openService } from './runtime/index.ts'
import { readSource } from './source/read-source.ts'
import { splitTexts } from './split.ts'
import { readCatalogObjects } from './verify/catalog/read-live-catalog.ts'
import { loadScript } from './verify/load/load-script.ts'
import type { ScratchDatabase, ScratchServer } from './verify/scratch/scratch-server.ts'
import { startScratchServer } from './verify/scratch/start-scratch-server.ts'

const first = `
CREATE SCHEMA people; CREATE SCHEMA shop;
CREATE TABLE people.person (id int PRIMARY KEY, badge int UNIQUE);
CREATE TABLE people.place (id int PRIMARY KEY);
CREATE TABLE shop.basket (
  id int PRIMARY KEY, owner int CONSTRAINT basket_owner REFERENCES people.person ON DELETE CASCADE ON UPDATE CASCADE,
  place int, badge int
);
CREATE TABLE shop.visit (id int, day int, place int, PRIMARY KEY (day, id)) PARTITION BY LIST (day);
CREATE TABLE shop.monday PARTITION OF shop.visit FOR VALUES IN (1);
CREATE TABLE shop.tuesday PARTITION OF shop.visit FOR VALUES IN (2);
`
const addPlace = `ALTER TABLE shop.basket ADD CONSTRAINT basket_place FOREIGN KEY (place) REFERENCES people.place ON DELETE SET NULL ON UPDATE CASCADE;`

let server: ScratchServer
/** A split that lives, as every test begins with it: its files, its databases with rows, what was applied to them. */
let start: { place: string; databases: Record<string, ScratchDatabase>; applied: ReadonlySet<string> }
beforeAll(async () => {
  server = await startScratchServer()
  place = await mkdtemp(join(tmpdir(), 'refs-second-start-'))
  await mkdir(join(place, 'db'))
  live = { people: await server.createDatabase('people'), shop: await server.createDatabase('shop') }
  await source('001_first.sql', first)
  await apply()
  await query(
    'people',
    'INSERT INTO people.person VALUES (1, 11), (2, 22), (3, 33); INSERT INTO people.place VALUES (1), (2)',
  )
  await settle()
  await query('shop', 'INSERT INTO shop.basket VALUES (1, 1, 1, 11), (2, 2, 2, 22), (3, 3, NULL, NULL); INSERT INTO shop.visit VALUES (1, 1, 1), (2, 2, 2)') // prettier-ignore
  start = { place, databases: live, applied }
})
afterAll(async () => {
  await server?.stop()
  if (start !== undefined) await rm(start.place, { recursive: true, force: true })
})

let place = ''
let live: Record<string, ScratchDatabase> = {}
/** Service and file. */
let applied = new Set<string>()
beforeEach(async () => {
  place = await mkdtemp(join(tmpdir(), 'refs-second-'))
  await cp(start.place, place, { recursive: true })
  live = {}
  for (const [service, database] of Object.entries(start.databases))
    live[service] = await server.createDatabase(service, database)
  applied = new Set(start.applied)
})
afterEach(async () => {
  await Promise.all(Object.values(live).map((database) => database.drop()))
  await rm(place, { recursive: true, force: true })
})

const source = (name: string, sql: string) => writeFile(join(place, 'db', name), sql)

async function withDatabase<Result>({ url }: ScratchDatabase, use: (client: pg.Client) => Promise<Result>) {
  const client = new pg.Client(url)
  await client.connect()
  try {
    return await use(client)
  } finally {
    await client.end()
  }
}

const query = (service: string, sql: string) =>
  withDatabase(live[service]!, async (client) => {
    const result = await client.query({ text: sql, rowMode: 'array' })
    return result.rows as unknown[][]
  })

/** Generates, and applies what is new, in the order of names, to databases that live, or all to these. */
async function apply(to: Readonly<Record<string, ScratchDatabase>> = live, done = applied): Promise<string[]> {
  await generate(['db'], { cwd: place, out: 'out' })
  const names: string[] = []
  for (const [service, database] of Object.entries(to)) {
    const folder = join(place, 'out/services', service, 'migrations')
    const files = [
      join(place, 'out/cluster/roles.sql'),
      ...(await readdir(folder)).sort().map((name) => join(folder, name)),
    ]
    for (const file of files) {
      const known = `${service} ${file.slice(place.length)}`
      if (done.has(known)) continue
      done.add(known)
      if (file.startsWith(folder)) names.push(file.slice(place.length + '/out/services/'.length))
      await withDatabase(database, async (client) => loadScript(client, await readFile(file)))
    }
  }
  return names
}

/** As the services' relays and consumers do. */
async function settle(): Promise<void> {
  const texts = await readSource(['db'], { cwd: place })
  const split = await splitTexts(texts, { config: checkConfig({}, '', ''), file: undefined }, {})
  const opened = await Promise.all(
    describeServices(split).map((description) => {
      const urls = Object.fromEntries(Object.entries(live).map(([name, { url }]) => [name, url]))
      const { [description.service]: database, ...others } = urls
      return openService({ description, database: database!, others })
    }),
  )
  for (const service of [...opened, ...opened]) await service.drain()
  await Promise.all(opened.map((service) => service.stop()))
}

/** What a database has, less the rights of roles that own what is ours: nobody connects as those. */
async function objectsOf(database: ScratchDatabase): Promise<string[]> {
  const objects = await withDatabase(database, readCatalogObjects)
  return objects
    .filter(({ key }) => !/ to (people|shop)_split_(owner|runtime)$/.test(key))
    .map(
      ({ key, definition }) =>
        `${key} ${definition.replace(' NOT VALID"', '"').replace('"validated":false', '"validated":true')}`,
    )
    .sort()
}

/** The same sources, generated anew and loaded into empty databases, are what the databases that live have become. */
async function expectFresh(): Promise<void> {
  const fresh = { people: await server.createDatabase('people'), shop: await server.createDatabase('shop') }
  await rm(join(place, 'out'), { recursive: true })
  await apply(fresh, new Set())
  for (const service of ['people', 'shop'] as const)
    expect(await objectsOf(live[service]!), service).toEqual(await objectsOf(fresh[service]))
  await Promise.all(Object.values(fresh).map((database) => database.drop()))
}

const baskets = () => query('shop', 'SELECT id, owner, place FROM shop.basket ORDER BY id')
const isValid = (constraint: string) =>
  query('shop', `SELECT convalidated FROM pg_constraint WHERE conname = '${constraint}' AND conparentid = 0`)

describe('a reference that comes when there are rows', () => {
  test('to a relation that nobody referred to: loads, is checked once its keys are there, and is followed', async () => {
    await source('002_place.sql', addPlace)
    expect(await apply()).toEqual([
      'people/migrations/002_place_then_references.sql',
      'shop/migrations/002_place_then_references.sql',
    ])
    expect(await isValid('basket_place')).toEqual([[false]])
    await settle()
    expect(await isValid('basket_place')).toEqual([[true]])
    await query('people', 'DELETE FROM people.place WHERE id = 1; DELETE FROM people.person WHERE id = 2')
    await settle()
    expect(await baskets()).toEqual([[1, 1, null], [3, 3, null]]) // prettier-ignore
    await expectFresh()
  })

  test('from a partitioned relation: on its partitions, then on the whole, and on those to come', async () => {
    await source('002_visit.sql', 'ALTER TABLE shop.visit ADD CONSTRAINT visit_place FOREIGN KEY (place) REFERENCES people.place ON DELETE CASCADE ON UPDATE CASCADE;') // prettier-ignore
    await apply()
    await expect(query('shop', 'INSERT INTO shop.visit VALUES (9, 1, 77)')).rejects.toMatchObject({
      constraint: 'visit_place',
    })
    await settle()
    expect(await isValid('visit_place')).toEqual([[true]])
    await query('shop', 'CREATE TABLE shop.friday PARTITION OF shop.visit FOR VALUES IN (5)')
    await expect(query('shop', 'INSERT INTO shop.visit VALUES (9, 5, 77)')).rejects.toMatchObject({
      constraint: 'visit_place',
    })
    await query('people', 'DELETE FROM people.place WHERE id = 1')
    await settle()
    expect(await query('shop', 'SELECT id FROM shop.visit')).toEqual([[2]])
    await source('003_partition.sql', 'CREATE TABLE shop.sunday PARTITION OF shop.visit FOR VALUES IN (7);')
    await apply()
    await settle()
    await expect(query('shop', 'INSERT INTO shop.visit VALUES (9, 7, 77)')).rejects.toMatchObject({
      constraint: 'visit_place',
    })
    expect(await query('shop', 'SELECT id FROM shop.visit')).toEqual([[2]])
  })

  test('rows that name no key are told by the check, and nothing is lost', async () => {
    await query('shop', 'UPDATE shop.basket SET place = 99 WHERE id = 3')
    await source('002_place.sql', addPlace)
    await apply()
    await settle()
    expect(await isValid('basket_place')).toEqual([[false]])
    expect(await baskets()).toEqual([[1, 1, 1], [2, 2, 2], [3, 3, 99]]) // prettier-ignore
  })
})

describe('a reference that changes', () => {
  test('its action: the key is there again in the same transaction, and acts otherwise', async () => {
    await source('002_action.sql', `ALTER TABLE shop.basket DROP CONSTRAINT basket_owner, ADD CONSTRAINT basket_owner FOREIGN KEY (owner) REFERENCES people.person ON DELETE SET NULL ON UPDATE CASCADE;`) // prettier-ignore
    await apply()
    await settle()
    expect(await isValid('basket_owner')).toEqual([[true]])
    await query('people', 'DELETE FROM people.person WHERE id = 1')
    await settle()
    expect(await baskets()).toEqual([[1, null, 1], [2, 2, 2], [3, 3, null]]) // prettier-ignore
    await expectFresh()
  })

  test('its columns: another key of the relation, with a replica of its own', async () => {
    await source('002_badge.sql', `ALTER TABLE shop.basket DROP CONSTRAINT basket_owner; ALTER TABLE shop.basket ADD CONSTRAINT basket_badge FOREIGN KEY (badge) REFERENCES people.person (badge) ON DELETE SET NULL ON UPDATE CASCADE;`) // prettier-ignore
    await apply()
    await settle()
    await query('people', 'UPDATE people.person SET badge = 44 WHERE id = 1')
    await settle()
    expect(await query('shop', 'SELECT id, badge FROM shop.basket ORDER BY id')).toEqual([[1, 44], [2, 22], [3, null]]) // prettier-ignore
    await expectFresh()
  })

  test('its relations are renamed', async () => {
    await source('002_names.sql', 'ALTER TABLE shop.basket RENAME TO cart; ALTER TABLE people.person RENAME TO human; ALTER TABLE shop.cart RENAME COLUMN owner TO holder;') // prettier-ignore
    await apply()
    await settle()
    await query('people', 'DELETE FROM people.human WHERE id = 1')
    await settle()
    expect(await query('shop', 'SELECT id, holder FROM shop.cart ORDER BY id')).toEqual([[2, 2], [3, 3]]) // prettier-ignore
    await expectFresh()
  })
})

describe('a reference that goes', () => {
  test('the last one: key, triggers and all that stood for it; no row', async () => {
    await source('002_none.sql', 'ALTER TABLE shop.basket DROP CONSTRAINT basket_owner;')
    await apply()
    await query('people', 'DELETE FROM people.person WHERE id = 1')
    await query('people', 'TRUNCATE people.person')
    await query('shop', 'UPDATE shop.basket SET owner = 99 WHERE id = 1')
    expect(await baskets()).toEqual([[1, 99, 1], [2, 2, 2], [3, 3, null]]) // prettier-ignore
    await expectFresh()
  })

  test('with its relation', async () => {
    await source('002_none.sql', 'DROP TABLE shop.basket; DROP TABLE people.person;')
    await apply()
    for (const service of ['people', 'shop'])
      expect(await query(service, `SELECT FROM pg_namespace WHERE nspname = 'fountain_split'`)).toEqual([])
    await expectFresh()
  })

  test('and comes again', async () => {
    await source('002_none.sql', 'ALTER TABLE shop.basket DROP CONSTRAINT basket_owner;')
    await apply()
    await query('people', 'DELETE FROM people.person WHERE id = 3')
    await query('shop', 'DELETE FROM shop.basket WHERE id = 3')
    await source('003_again.sql', 'ALTER TABLE shop.basket ADD CONSTRAINT basket_owner FOREIGN KEY (owner) REFERENCES people.person ON DELETE CASCADE ON UPDATE CASCADE;') // prettier-ignore
    await apply()
    await settle()
    await query('people', 'UPDATE people.person SET id = 7 WHERE id = 1')
    await settle()
    expect(await baskets()).toEqual([[1, 7, 1], [2, 2, 2]]) // prettier-ignore
    await expectFresh()
  })
})
