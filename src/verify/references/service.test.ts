import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import type { Service, ServiceOptions } from '../../runtime/index.ts'
import { openService, startService } from '../../runtime/index.ts'
import type { ScratchServer } from '../scratch/scratch-server.ts'
import { startScratchServer } from '../scratch/start-scratch-server.ts'
import type { GeneratedServices } from './generated-services.test-support.ts'
import { makeGenerated } from './generated-services.test-support.ts'
import { withClient } from './split-pair.test-support.ts'
import { testPool } from '../scratch/test-pool.test-support.ts'

const schema = `
  CREATE SCHEMA people; CREATE SCHEMA shop; CREATE SCHEMA mail;
  CREATE TABLE people.person (id integer PRIMARY KEY, name text);
  CREATE TABLE shop.basket (
    id serial PRIMARY KEY,
    owner integer CONSTRAINT basket_owner REFERENCES people.person ON DELETE CASCADE ON UPDATE CASCADE
  );
  CREATE TABLE mail.letter (
    id serial PRIMARY KEY,
    receiver integer CONSTRAINT letter_receiver REFERENCES people.person ON DELETE SET NULL ON UPDATE CASCADE
  );
  INSERT INTO people.person VALUES (1, 'Ann'), (2, 'Ben');
  INSERT INTO shop.basket (owner) VALUES (1), (2), (2);`

let server: ScratchServer
let original: GeneratedServices
let split: GeneratedServices
let running: Service[] = []
let told: { level: string; message: string; facts: Readonly<Record<string, unknown>> }[] = []

beforeAll(async () => {
  server = await startScratchServer()
  original = await makeGenerated(server, schema)
})
afterAll(() => server?.stop())

beforeEach(async () => {
  told = []
  split = await original.copy()
})
afterEach(async () => {
  await Promise.all(running.map((service) => service.stop()))
  running = []
  await split.drop()
})

function options(name: string, more: Partial<ServiceOptions> = {}): ServiceOptions {
  const { [name]: database, ...others } = split.urls
  return {
    description: split.descriptions[name]!,
    database: database!,
    others,
    hooks: { log: (level, message, facts) => void told.push({ level, message, facts }) },
    ...more,
  }
}

async function run(name: string, more: Partial<ServiceOptions> = {}): Promise<Service> {
  const service = await startService(options(name, more))
  running.push(service)
  return service
}

const query = (service: string, sql: string) =>
  withClient(
    split.databases[service]!.url,
    async (client) => (await client.query({ text: sql, rowMode: 'array' })).rows,
  )
const eventually = (check: () => Promise<void>) => vi.waitFor(check, { timeout: 20_000, interval: 30 })
const baskets = () => query('shop', 'SELECT id, owner FROM shop.basket ORDER BY id')
const isValid = () => query('shop', `SELECT convalidated FROM pg_constraint WHERE conname = 'basket_owner'`)

test('a description is plain: it says whose keys are told to whom, and what leans on a replica', () => {
  expect(split.descriptions).toEqual(JSON.parse(JSON.stringify(split.descriptions)))
  expect(split.descriptions['people']).toMatchObject({
    home: 'fountain_split',
    publishes: [
      {
        aggregate: 'people.person_id',
        relation: ['people', 'person'],
        subscribers: [
          { service: 'mail', home: 'fountain_split' },
          { service: 'shop', home: 'fountain_split' },
        ],
      },
    ],
    replicas: [],
  })
  expect(split.descriptions['shop']!.replicas).toMatchObject([
    {
      source: { service: 'people', key: 'person_id' },
      references: [{ constraint: 'basket_owner', onDelete: 'cascade', toCheck: true }],
    },
  ])
})

describe('a service that starts, as the role that is there for it', () => {
  test('fills its replicas, has rows checked that were there before, and follows', async () => {
    expect(await isValid()).toEqual([[false]])
    await run('shop')
    await eventually(async () => expect(await isValid()).toEqual([[true]]))
    await run('people')
    await query('people', 'DELETE FROM people.person WHERE id = 1; UPDATE people.person SET id = 7 WHERE id = 2')
    await eventually(async () => expect(await baskets()).toEqual([[2, 7], [3, 7]])) // prettier-ignore
  })

  test('fills a replica once', async () => {
    await (await run('shop')).stop()
    const filled = () => told.filter(({ message }) => message === 'a new replica was filled').length
    await eventually(async () => expect(filled()).toBe(1))
    await run('shop')
    await query('shop', 'SELECT 1')
    expect(filled()).toBe(1)
  })

  test('drains without running: what was there is published, and applied', async () => {
    const [people, shop] = [await openService(options('people')), await openService(options('shop'))]
    await shop.drain()
    await query('people', 'DELETE FROM people.person WHERE id = 2')
    await people.drain()
    await shop.drain()
    expect(await baskets()).toEqual([[1, 1]])
    await Promise.all([people.stop(), shop.stop()])
  })

  test('tells rows that name a key which does not exist, and goes on', async () => {
    await query('people', 'DELETE FROM people.person WHERE id = 2')
    const shop = await run('shop')
    const complaint = { level: 'error', message: 'rows that were there before name keys that do not exist' }
    await eventually(async () => expect(told).toContainEqual(expect.objectContaining(complaint)))
    expect(await isValid()).toEqual([[false]])
    await shop.stop()
    const found = await openService(options('shop', { database: split.databases['shop']!.url }))
    expect(await found.findOrphans()).toMatchObject([
      { key: ['2'], rows: 2, reference: { constraint: 'basket_owner' } },
    ])
    await found.stop()
  })
})

describe('services that are down', () => {
  const nowhere = 'postgres://nobody@127.0.0.1:1/nothing'

  test('do not hold up the others, and have everything once they are back', async () => {
    await run('shop')
    const people = await run('people', { others: { shop: split.urls['shop']!, mail: nowhere } })
    await query('people', 'INSERT INTO people.person VALUES (3)')
    await query('people', 'DELETE FROM people.person WHERE id = 1')
    await eventually(async () => expect((await baskets()).length).toBe(2))
    await query('people', 'DELETE FROM people.person WHERE id = 2')
    await eventually(async () => expect(await baskets()).toEqual([]))
    await people.stop()
    await run('mail')
    await run('people')
    const keys = () => query('mail', 'SELECT id FROM fountain_split.people_person_id_replica')
    await eventually(async () => expect(await keys()).toEqual([[3]]))
  })

  test('are waited for before a replica is filled', async () => {
    const shop = await run('shop', { others: { people: nowhere } })
    await eventually(async () =>
      expect(told).toContainEqual(expect.objectContaining({ message: 'a replica cannot be filled yet' })),
    )
    await shop.stop()
  })
})

describe('reconciling', () => {
  test('mends on schedule what was lost on the way', async () => {
    const shop = await run('shop', { reconcile: { everySeconds: 0.1, waitMs: 20 } })
    await eventually(async () => expect(await isValid()).toEqual([[true]]))
    await query('people', 'DELETE FROM people.person WHERE id = 2; DELETE FROM fountain_split.outbox')
    await eventually(async () => expect(await baskets()).toEqual([[1, 1]]))
    await eventually(async () =>
      expect(told).toContainEqual(
        expect.objectContaining({ level: 'warn', facts: { replica: 'people.person_id', missing: 0, extra: 1 } }),
      ),
    )
    expect(await shop.reconcile(1)).toEqual([{ aggregate: 'people.person_id', missing: [], extra: [] }])
  })
})

describe('what cannot run says so at once', () => {
  const problem = (name: string, more: Partial<ServiceOptions>) => startService(options(name, more))

  test('a database without its migrations', async () => {
    const empty = await server.createDatabase('empty')
    await expect(problem('shop', { database: empty.url })).rejects.toMatchObject({
      name: 'ServiceProblem',
      code: 'no-home',
    })
    await empty.drop()
  })

  test('another service’s database, or one that lacks a migration', async () => {
    const shop = split.descriptions['shop']!
    const other = { description: { ...shop, service: 'mail', replicas: [] }, others: {} }
    await expect(problem('shop', other)).rejects.toMatchObject({ code: 'other-service' })
    const more = { ...shop, replicas: [...shop.replicas, { ...shop.replicas[0]!, name: 'later' }] }
    await expect(problem('shop', { description: more })).rejects.toMatchObject({
      code: 'missing-migration',
      message: expect.stringContaining('later_state, later_replica'),
    })
  })

  test('a role without rights, a service without an address, a pool that is too small', async () => {
    await query('shop', `DO $$BEGIN CREATE ROLE stranger LOGIN; EXCEPTION WHEN duplicate_object THEN END$$`)
    const url = new URL(split.urls['shop']!)
    url.username = 'stranger'
    await expect(problem('shop', { database: url.href })).rejects.toMatchObject({
      code: 'no-rights',
      hint: expect.stringContaining(split.descriptions['shop']!.role),
    })
    await expect(problem('people', { others: { shop: url.href } })).rejects.toMatchObject({
      code: 'no-address',
      message: 'people needs the database of mail',
    })
    const pool = testPool(url.href, 1)
    await expect(problem('shop', { database: pool })).rejects.toMatchObject({ code: 'small-pool' })
    await pool.end()
  })
})
