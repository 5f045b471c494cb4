import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { ScratchServer } from '../scratch/scratch-server.ts'
import { startScratchServer } from '../scratch/start-scratch-server.ts'
import { runGenerated } from './run-generated.test-support.ts'

let server: ScratchServer
beforeAll(async () => {
  server = await startScratchServer()
})
afterAll(() => server?.stop())

const run = (sql: string, yaml?: string) => runGenerated(server, sql, yaml)

describe('partitioned relations on both sides, with rows in the source', () => {
  test('load, are checked, and are followed across partitions', async () => {
    const { query, settle, stop } = await run(`
      CREATE SCHEMA people; CREATE SCHEMA shop;
      CREATE TABLE people.person (id int, region int, PRIMARY KEY (region, id)) PARTITION BY LIST (region);
      CREATE TABLE people.north PARTITION OF people.person FOR VALUES IN (1);
      CREATE TABLE people.south PARTITION OF people.person FOR VALUES IN (2);
      INSERT INTO people.person VALUES (1, 1), (2, 1), (3, 2);
      CREATE TABLE shop.visit (
        id int, day int, region int, person int, PRIMARY KEY (day, id),
        CONSTRAINT visit_person FOREIGN KEY (region, person) REFERENCES people.person (region, id) ON DELETE CASCADE ON UPDATE CASCADE
      ) PARTITION BY RANGE (day);
      CREATE TABLE shop.early PARTITION OF shop.visit FOR VALUES FROM (0) TO (10) PARTITION BY RANGE (day);
      CREATE TABLE shop.first PARTITION OF shop.early FOR VALUES FROM (0) TO (5);
      CREATE TABLE shop.second PARTITION OF shop.early FOR VALUES FROM (5) TO (10);
      CREATE TABLE shop.late PARTITION OF shop.visit FOR VALUES FROM (10) TO (20);
      INSERT INTO shop.visit VALUES (1, 1, 1, 1), (2, 6, 1, 2), (3, 11, 2, 3);`)
    const keys = () => query('shop', `SELECT conrelid::regclass::text, convalidated FROM pg_constraint WHERE conname = 'visit_person' AND conparentid = 0 ORDER BY 1`) // prettier-ignore
    expect(await keys()).toEqual([['shop.first', false], ['shop.late', false], ['shop.second', false]]) // prettier-ignore
    await expect(query('shop', 'INSERT INTO shop.visit VALUES (9, 1, 7, 7)')).rejects.toMatchObject({
      constraint: 'visit_person',
    })
    await settle()
    expect(await keys()).toEqual([['shop.visit', true]])
    await query('people', 'DELETE FROM people.person WHERE id = 1; UPDATE people.person SET region = 2 WHERE id = 2')
    await settle()
    expect(await query('shop', 'SELECT id, region, person FROM shop.visit ORDER BY id')).toEqual([[2, 2, 2], [3, 2, 3]]) // prettier-ignore
    await stop()
  })
})

describe('one column that refers to two services, and twice to one of them', () => {
  test('loads with one index, and follows each', async () => {
    const { query, settle, stop } = await run(`
      CREATE SCHEMA people; CREATE SCHEMA firms; CREATE SCHEMA shop;
      CREATE TABLE people.person (id int PRIMARY KEY);
      CREATE TABLE firms.firm (id int PRIMARY KEY);
      CREATE TABLE shop.basket (
        id int PRIMARY KEY, owner int,
        CONSTRAINT of_person FOREIGN KEY (owner) REFERENCES people.person ON DELETE SET NULL ON UPDATE CASCADE,
        CONSTRAINT of_firm FOREIGN KEY (owner) REFERENCES firms.firm ON DELETE CASCADE ON UPDATE CASCADE,
        CONSTRAINT of_firm_too FOREIGN KEY (owner) REFERENCES firms.firm ON DELETE CASCADE ON UPDATE CASCADE
      );
      INSERT INTO people.person VALUES (1), (2); INSERT INTO firms.firm VALUES (1), (2);
      INSERT INTO shop.basket VALUES (1, 1), (2, 2);`)
    await settle()
    expect(await query('shop', `SELECT count(*)::int FROM pg_indexes WHERE tablename = 'basket'`)).toEqual([[2]])
    await query('people', 'DELETE FROM people.person WHERE id = 1')
    await query('firms', 'DELETE FROM firms.firm WHERE id = 2')
    await settle()
    expect(await query('shop', 'SELECT * FROM shop.basket')).toEqual([[1, null]])
    await stop()
  })
})

describe('SET DEFAULT, where it is followed by events', () => {
  const schema = `
    CREATE SCHEMA people; CREATE SCHEMA shop;
    CREATE TABLE people.person (a int, b varchar(9), PRIMARY KEY (a, b));
    INSERT INTO people.person VALUES (1, 'x'), (9, 'it''s');
    CREATE TABLE shop.basket (
      id int PRIMARY KEY, b varchar(9) DEFAULT 'it''s', a int DEFAULT 9,
      CONSTRAINT basket_person FOREIGN KEY (b, a) REFERENCES people.person (b, a) ON DELETE SET DEFAULT ON UPDATE CASCADE
    );
    CREATE TABLE shop.computed (
      id int PRIMARY KEY, b varchar(9) DEFAULT lower('X'), a int DEFAULT 9,
      CONSTRAINT computed_person FOREIGN KEY (b, a) REFERENCES people.person (b, a) ON DELETE SET DEFAULT ON UPDATE CASCADE
    );
    CREATE TABLE shop.nothing (
      id int PRIMARY KEY, b varchar(9), a int DEFAULT 9,
      CONSTRAINT nothing_person FOREIGN KEY (b, a) REFERENCES people.person (b, a) ON DELETE SET DEFAULT ON UPDATE CASCADE
    );`
  const config = `references:
    - { from: 'shop.basket(b, a)', delete: event }
    - { from: 'shop.computed(b, a)', delete: event }
    - { from: 'shop.nothing(b, a)', delete: event }`

  test('the default key is known from the start, is turned to, and its death is never forgotten', async () => {
    const { split, query, settle, stop } = await run(schema, config)
    const state = `fountain_split.${split.descriptions['shop']!.replicas[0]!.name}_state`
    const pinned = () => query('shop', `SELECT key1, key2, alive FROM ${state} WHERE pinned`)
    expect(await pinned()).toEqual([[9, `it's`, false]])
    await settle()
    expect(await pinned()).toEqual([[9, `it's`, true]])
    await query('shop', `INSERT INTO shop.basket VALUES (1, 'x', 1)`)
    await query('people', `DELETE FROM people.person WHERE a = 1`)
    await settle()
    expect(await query('shop', 'SELECT id, b, a FROM shop.basket')).toEqual([[1, `it's`, 9]])
    await query('shop', 'DELETE FROM shop.basket')
    await query('people', `DELETE FROM people.person; INSERT INTO people.person VALUES (5, 'y')`)
    await settle()
    await settle()
    const told = await query('shop', 'SELECT max(version) FROM ' + state)
    const { name } = split.descriptions['shop']!.replicas[0]!
    await query('shop', `SELECT fountain_split.${name}_forget(1, ${String(told[0]![0])})`)
    expect(await query('shop', `SELECT key1, alive, pinned FROM ${state} ORDER BY key1`)).toEqual([[5, true, false], [9, false, true]]) // prettier-ignore
    await stop()
  })
})

describe('names that are ours already', () => {
  const schema = `
    CREATE ROLE people_split_owner; CREATE ROLE shop_split_runtime;
    CREATE SCHEMA fountain_split; CREATE SCHEMA fountain_split_2; CREATE SCHEMA fountain_split_shop;
    CREATE SCHEMA people; CREATE SCHEMA shop;
    CREATE TABLE people.person (id int PRIMARY KEY);
    CREATE TABLE people.person_id_register (id int PRIMARY KEY);
    CREATE TABLE fountain_split.outbox (id int PRIMARY KEY);
    CREATE TABLE fountain_split.person_id_register (id int PRIMARY KEY);
    CREATE TABLE fountain_split_2.inbox (id int PRIMARY KEY);
    CREATE TABLE fountain_split_shop.people_person_id_replica (id int PRIMARY KEY);
    CREATE TABLE shop.basket (id int PRIMARY KEY, owner int CONSTRAINT replica REFERENCES people.person ON DELETE CASCADE ON UPDATE CASCADE);
    CREATE TABLE shop.people_person_id_state (id int PRIMARY KEY, person int CONSTRAINT state REFERENCES people.person_id_register ON DELETE CASCADE ON UPDATE CASCADE);`
  const services = `services:
    people: { schemas: [people, fountain_split] }
    shop: { schemas: [shop, fountain_split_2, fountain_split_shop] }`

  test.each(['databases', 'schemas'])('are the user’s, in layout: %s', async (layout) => {
    const { split, query, settle, stop } = await run(schema, `layout: ${layout}\n${services}`)
    for (const { home, role } of Object.values(split.descriptions)) {
      expect(['fountain_split', 'fountain_split_2', 'fountain_split_shop']).not.toContain(home)
      expect(['people_split_owner', 'shop_split_runtime']).not.toContain(role)
    }
    await settle()
    await query('people', 'INSERT INTO people.person VALUES (1); INSERT INTO people.person_id_register VALUES (1)')
    await settle()
    await query('shop', 'INSERT INTO shop.basket VALUES (1, 1); INSERT INTO shop.people_person_id_state VALUES (1, 1)')
    await query('people', 'DELETE FROM people.person; DELETE FROM people.person_id_register')
    await settle()
    for (const relation of ['basket', 'people_person_id_state'])
      expect(await query('shop', `SELECT * FROM shop.${relation}`)).toEqual([])
    await stop()
  })
})

test('a key of an extension’s type is the same key in every writing', async () => {
  const { query, settle, stop } = await run(`
    CREATE SCHEMA people; CREATE SCHEMA shop; CREATE SCHEMA types;
    CREATE EXTENSION citext SCHEMA types;
    CREATE TABLE people.person (id int PRIMARY KEY, email types.citext UNIQUE, region int, UNIQUE (region, email));
    INSERT INTO people.person VALUES (1, 'Ann', 1), (2, 'Ben', 1);
    CREATE TABLE shop.basket (id int PRIMARY KEY, owner types.citext REFERENCES people.person (email) ON DELETE CASCADE ON UPDATE CASCADE,
      place int, payer types.citext, FOREIGN KEY (payer, place) REFERENCES people.person (email, region) ON DELETE SET NULL ON UPDATE CASCADE);
  `)
  await settle()
  await query('shop', `INSERT INTO shop.basket VALUES (1, 'ann', 1, 'ANN'), (2, 'BEN', NULL, 'ben')`)
  await query('people', `UPDATE people.person SET email = upper(email::text)`)
  await settle()
  expect(await query('shop', 'SELECT id, owner, payer FROM shop.basket ORDER BY 1')).toEqual([[1, 'ANN', 'ANN'], [2, 'BEN', 'ben']]) // prettier-ignore
  await query('people', `DELETE FROM people.person WHERE id = 1`)
  await query('people', `UPDATE people.person SET email = 'Bert'`)
  await settle()
  expect(await query('shop', 'SELECT id, owner, payer FROM shop.basket')).toEqual([[2, 'Bert', 'ben']])
  await stop()
})

test('a change and a delete that others have to agree to are refused in the constraint’s name, whatever the key’s type', async () => {
  const types = { '"char"': ['a', 'b'], jsonb: ['{"a": 1}', '[]'], 'text[]': ['{a}', '{}'], interval: ['1 day', '0'] }
  const tables = Object.entries(types).map(
    ([type, [first]], at) => `CREATE TABLE a.t${at} (k ${type} PRIMARY KEY); INSERT INTO a.t${at} VALUES ('${first}');
      CREATE TABLE b.r${at} (k ${type} CONSTRAINT named REFERENCES a.t${at});`,
  )
  const { query, stop } = await run(`CREATE SCHEMA a; CREATE SCHEMA b; ${tables.join('\n')}`)
  for (const [at, [, other]] of Object.values(types).entries())
    for (const sql of [`UPDATE a.t${at} SET k = '${other}'`, `DELETE FROM a.t${at}`])
      await expect(query('a', sql)).rejects.toMatchObject({ code: '23503', constraint: 'named' })
  await stop()
})
