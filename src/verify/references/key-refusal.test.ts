import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import pg from 'pg'
import type { ScratchServer } from '../scratch/scratch-server.ts'
import { startScratchServer } from '../scratch/start-scratch-server.ts'
import type { GeneratedServices } from './generated-services.test-support.ts'
import { makeGenerated } from './generated-services.test-support.ts'
import { restrictCode } from './restrict-code.test-support.ts'

const schema = `
  CREATE SCHEMA people; CREATE SCHEMA shop;
  CREATE TABLE people.household (id int PRIMARY KEY);
  CREATE TABLE people.person (
    id int, region int, badge int,
    household int REFERENCES people.household ON DELETE CASCADE,
    PRIMARY KEY (region, id), UNIQUE (region, badge)
  ) PARTITION BY LIST (region);
  CREATE TABLE people.north PARTITION OF people.person FOR VALUES IN (1);
  CREATE TABLE people.south PARTITION OF people.person FOR VALUES IN (2);
  CREATE TABLE shop.basket (
    id int PRIMARY KEY, region int, owner int,
    CONSTRAINT basket_owner FOREIGN KEY (region, owner) REFERENCES people.person ON DELETE RESTRICT ON UPDATE CASCADE
  );
  CREATE TABLE shop.pass (
    id int PRIMARY KEY, region int, badge int,
    CONSTRAINT pass_badge FOREIGN KEY (region, badge) REFERENCES people.person (region, badge) ON DELETE CASCADE ON UPDATE CASCADE
  );`
const config = `references:
  - { from: 'shop.basket(region, owner)', delete: refuse }`

let server: ScratchServer
let split: GeneratedServices
let people: pg.Client

beforeAll(async () => {
  server = await startScratchServer()
  split = await makeGenerated(server, schema, config)
  people = new pg.Client(split.databases['people']!.url)
  await people.connect()
})
afterAll(async () => {
  await people?.end()
  await server?.stop()
})

describe('a delete that is refused by choice', () => {
  const told = async () =>
    (await people.query<{ type: string }>('SELECT type FROM fountain_split.outbox ORDER BY version')).rows.map(({ type }) => type) // prettier-ignore
  beforeEach(async () => {
    await people.query(`SET session_replication_role = replica;
      DELETE FROM people.person; DELETE FROM people.household; DELETE FROM fountain_split.outbox;
      RESET session_replication_role;
      INSERT INTO people.household VALUES (7);
      INSERT INTO people.person VALUES (1, 1, 11, 7), (2, 2, NULL, NULL);
      DELETE FROM fountain_split.outbox`)
  })

  test.each([
    'DELETE FROM people.person WHERE id = 1',
    'DELETE FROM people.north',
    'DELETE FROM people.household',
    'WITH gone AS (DELETE FROM people.person RETURNING *) SELECT FROM gone',
    `MERGE INTO people.person AS p USING (VALUES (1)) AS v (id) ON p.id = v.id WHEN MATCHED THEN DELETE`,
  ])('in the words of the constraint, whoever deletes: %s', async (sql) => {
    await expect(people.query(sql)).rejects.toMatchObject({
      code: restrictCode,
      schema: 'shop',
      table: 'basket',
      constraint: 'basket_owner',
      message: 'update or delete on table "person" violates foreign key constraint "basket_owner" on table "basket"',
      detail: 'Key (id, region) may be referenced from table "basket" of service shop.',
    })
    expect(await told()).toEqual([])
  })

  test('a statement that deletes nothing passes', async () => {
    for (const relation of ['person', 'north'])
      expect(await people.query(`DELETE FROM people.${relation} WHERE false`)).toMatchObject({ rowCount: 0 })
  })

  test('a key that changes is no delete, also where its row moves to another partition', async () => {
    await people.query('UPDATE people.person SET region = 2 WHERE id = 1')
    expect((await told()).sort()).toEqual([
      'people.person_id_region.created',
      'people.person_id_region.key-changed',
      'people.person_region_badge.created',
      'people.person_region_badge.key-changed',
    ])
  })
})

describe('a row of which a part of the key is NULL', () => {
  test('has no key that anybody could refer to, and may go', async () => {
    const other = await makeGenerated(
      server,
      `CREATE SCHEMA people; CREATE SCHEMA shop;
       CREATE TABLE people.person (id int PRIMARY KEY, badge int UNIQUE);
       CREATE TABLE shop.pass (id int PRIMARY KEY, badge int REFERENCES people.person (badge) ON DELETE RESTRICT ON UPDATE CASCADE);`,
      `references: [{ from: shop.pass(badge), delete: refuse }]`,
    )
    const client = new pg.Client(other.databases['people']!.url)
    await client.connect()
    await client.query('INSERT INTO people.person VALUES (1, 1), (2, NULL)')
    await client.query('DELETE FROM people.person WHERE id = 2')
    await expect(client.query('DELETE FROM people.person')).rejects.toMatchObject({ constraint: 'pass_badge_fkey' })
    await client.end()
  })
})
