import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { findOrphans } from '../../runtime/index.ts'
import type { ScratchServer } from '../scratch/scratch-server.ts'
import { startScratchServer } from '../scratch/start-scratch-server.ts'
import { testPool } from '../scratch/test-pool.test-support.ts'
import type { Running } from './run-generated.test-support.ts'
import { runGenerated } from './run-generated.test-support.ts'

let server: ScratchServer
beforeAll(async () => {
  server = await startScratchServer()
})
afterAll(() => server?.stop())

async function running(sql: string, use: (running: Running) => Promise<void>): Promise<void> {
  const services = await runGenerated(server, sql)
  try {
    await services.settle()
    await use(services)
  } finally {
    await services.stop()
  }
}

const people = 'CREATE SCHEMA people; CREATE SCHEMA shop;'

describe('of relations that others inherit from only their own rows are meant', () => {
  test('where they are referenced', () =>
    running(
      `${people}
      CREATE TABLE people.person (id int PRIMARY KEY, note text);
      CREATE TABLE people.guest (host text) INHERITS (people.person);
      CREATE TABLE shop.basket (id int PRIMARY KEY, owner int REFERENCES people.person ON DELETE CASCADE ON UPDATE CASCADE);
      INSERT INTO people.person VALUES (1, 'kept'), (2, 'gone'); INSERT INTO people.guest VALUES (1, 'gone'), (3, 'kept');
      INSERT INTO shop.basket VALUES (1, 1), (2, 2);`,
      async ({ query, settle }) => {
        await expect(query('shop', 'INSERT INTO shop.basket VALUES (3, 3)')).rejects.toMatchObject({ code: '23503' })
        await query('people', `DELETE FROM people.person WHERE note = 'gone'`)
        await settle()
        expect(await query('shop', 'SELECT * FROM shop.basket')).toEqual([[1, 1]])
        await query('people', 'UPDATE people.person SET id = id + 10; INSERT INTO people.guest VALUES (12)')
        await settle()
        expect(await query('shop', 'SELECT * FROM shop.basket')).toEqual([[1, 11]])
        await expect(query('shop', 'INSERT INTO shop.basket VALUES (3, 12)')).rejects.toMatchObject({ code: '23503' })
      },
    ))

  test('where they refer, as their native keys have it', () =>
    running(
      `${people}
      CREATE TABLE people.person (id int PRIMARY KEY);
      CREATE TABLE shop.basket (id int PRIMARY KEY, owner int REFERENCES people.person ON DELETE CASCADE ON UPDATE CASCADE);
      CREATE TABLE shop.gift (wish text) INHERITS (shop.basket);
      INSERT INTO people.person VALUES (1); INSERT INTO shop.basket VALUES (1, 1); INSERT INTO shop.gift VALUES (2, 1), (3, 77);`,
      async ({ split, query, settle }) => {
        const [replica] = split.descriptions['shop']!.replicas
        const pool = testPool(split.databases['shop']!.url, 1)
        expect(await findOrphans(pool, replica!, replica!.references[0]!)).toEqual([])
        await pool.end()
        await query('people', 'DELETE FROM people.person')
        await settle()
        expect(await query('shop', 'SELECT id, owner FROM shop.basket ORDER BY id')).toEqual([[2, 1], [3, 77]]) // prettier-ignore
      },
    ))
})

const partitioned = `${people}
  CREATE TABLE people.person (region int, id int, note text, PRIMARY KEY (region, id)) PARTITION BY LIST (region);
  CREATE TABLE people.north PARTITION OF people.person FOR VALUES IN (1, 2);
  CREATE TABLE people.other PARTITION OF people.person DEFAULT;
  CREATE TABLE shop.of_north (n int PRIMARY KEY, region int, id int, FOREIGN KEY (region, id) REFERENCES people.north (region, id) ON DELETE CASCADE ON UPDATE CASCADE);`
const wholeToo = `CREATE TABLE shop.of_all (n int PRIMARY KEY, region int, id int, FOREIGN KEY (region, id) REFERENCES people.person (region, id) ON DELETE SET NULL ON UPDATE CASCADE);`
const rows = `INSERT INTO people.person VALUES (1, 1), (1, 2), (2, 3), (9, 4);
  INSERT INTO shop.of_north VALUES (1, 1, 1), (2, 1, 2), (3, 2, 3);`

describe('a referenced partition', () => {
  test.each([
    ['alone', partitioned + rows],
    [
      'beside the whole',
      `${partitioned} ${wholeToo} ${rows} INSERT INTO shop.of_all SELECT id, region, id FROM people.person`,
    ],
  ])('is followed through statements on the whole: %s', (_, sql) =>
    running(sql, async ({ query, settle }) => {
      const ofNorth = () => query('shop', 'SELECT * FROM shop.of_north ORDER BY n')
      await expect(query('shop', 'INSERT INTO shop.of_north VALUES (4, 9, 4)')).rejects.toMatchObject({ code: '23503' })
      await query('people', 'DELETE FROM people.person WHERE id = 1; INSERT INTO people.person VALUES (2, 5), (8, 6)')
      await settle()
      expect(await ofNorth()).toEqual([[2, 1, 2], [3, 2, 3]]) // prettier-ignore
      await query('shop', 'INSERT INTO shop.of_north VALUES (5, 2, 5)')
      await expect(query('shop', 'INSERT INTO shop.of_north VALUES (6, 8, 6)')).rejects.toMatchObject({ code: '23503' })
      // Within it a key changes; out of it it is a delete, as PostgreSQL has it.
      await query(
        'people',
        'UPDATE people.person SET region = 2 WHERE id = 2; UPDATE people.person SET region = 7 WHERE id = 3',
      )
      await query('people', 'UPDATE people.north SET id = 50 WHERE id = 5')
      await settle()
      expect(await ofNorth()).toEqual([[2, 2, 2], [5, 2, 50]]) // prettier-ignore
      await query('people', 'UPDATE people.person SET region = 1 WHERE id = 4')
      await settle()
      await query('shop', 'INSERT INTO shop.of_north VALUES (4, 1, 4)')
      await query('people', 'DELETE FROM people.north')
      await settle()
      expect(await ofNorth()).toEqual([])
      await expect(query('people', 'TRUNCATE people.person')).rejects.toMatchObject({ code: '0A000' })
    }),
  )

  test('that has partitions itself: rows do not move among them, nor out of it', () =>
    running(
      `${people}
      CREATE TABLE people.person (region int, id int, PRIMARY KEY (region, id)) PARTITION BY RANGE (region);
      CREATE TABLE people.near PARTITION OF people.person FOR VALUES FROM (0) TO (10) PARTITION BY LIST (region);
      CREATE TABLE people.north PARTITION OF people.near FOR VALUES IN (1, 2);
      CREATE TABLE people.south PARTITION OF people.near DEFAULT;
      CREATE TABLE people.far PARTITION OF people.person DEFAULT;
      CREATE TABLE shop.basket (n int PRIMARY KEY, region int, id int, FOREIGN KEY (region, id) REFERENCES people.near (region, id) ON DELETE CASCADE ON UPDATE CASCADE);
      INSERT INTO people.person VALUES (1, 1), (2, 2), (5, 3), (20, 4); INSERT INTO shop.basket VALUES (1, 1, 1), (2, 2, 2), (3, 5, 3);`,
      async ({ query, settle }) => {
        const refused = { code: '0A000', message: expect.stringContaining('cannot move tuple across partitions') }
        for (const sql of ['person SET region = 30', 'person SET region = 6 WHERE id = 1', 'near SET region = 1'])
          await expect(query('people', `UPDATE people.${sql}`)).rejects.toMatchObject(refused)
        await query(
          'people',
          'UPDATE people.person SET region = 2 WHERE id = 1; UPDATE people.near SET id = 30 WHERE id = 3',
        )
        await query('people', 'DELETE FROM people.person WHERE id = 2; UPDATE people.person SET id = 40 WHERE id = 4')
        await settle()
        expect(await query('shop', 'SELECT * FROM shop.basket ORDER BY n')).toEqual([[1, 2, 1], [3, 5, 30]]) // prettier-ignore
      },
    ))

  test('keeps what others have to agree to through statements on the whole, too', () =>
    running(
      `${people}
      CREATE TABLE people.person (region int, id int, PRIMARY KEY (region, id)) PARTITION BY LIST (region);
      CREATE TABLE people.north PARTITION OF people.person FOR VALUES IN (1, 2);
      CREATE TABLE people.other PARTITION OF people.person DEFAULT;
      CREATE TABLE shop.basket (n int PRIMARY KEY, region int, id int, CONSTRAINT kept FOREIGN KEY (region, id) REFERENCES people.north (region, id));
      INSERT INTO people.person VALUES (1, 1), (9, 2);`,
      async ({ query }) => {
        const refused = { code: '23503', constraint: 'kept' }
        for (const sql of ['DELETE FROM people.person', 'UPDATE people.person SET id = 7', 'UPDATE people.person SET region = 8'])
          await expect(query('people', `${sql} WHERE id = 1`)).rejects.toMatchObject(refused) // prettier-ignore
        await query('people', 'DELETE FROM people.person WHERE id = 2')
      },
    ))
})
