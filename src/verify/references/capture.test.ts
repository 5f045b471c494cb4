import type pg from 'pg'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import type { ReferencedKey } from '../../emit/reference-sql/reference-value.ts'
import type { ScratchServer } from '../scratch/scratch-server.ts'
import { startScratchServer } from '../scratch/start-scratch-server.ts'
import {
  column,
  nativeReference,
  referencedKey,
  replicatedKey,
  scripts as scriptsHome,
} from './split-pair.test-support.ts'
import { makeReferenced, makeReferencing, withClient } from './split-pair.test-support.ts'
import type { SplitSystem, SystemOptions } from './split-system.test-support.ts'
import { connect, makeSystem, rowsOf } from './split-system.test-support.ts'
import { testPool } from '../scratch/test-pool.test-support.ts'

let server: ScratchServer
let system: SplitSystem | undefined

beforeAll(async () => {
  server = await startScratchServer()
})

afterEach(async () => {
  await system?.stop()
  system = undefined
})

afterAll(() => server?.stop())

async function start(options: Partial<SystemOptions> = {}): Promise<SplitSystem> {
  system = await makeSystem(server, {
    key: referencedKey(),
    references: [nativeReference()],
    referencedSql: 'CREATE TABLE playwright (id int PRIMARY KEY, note text)',
    referencingSql: 'CREATE TABLE script (id int PRIMARY KEY, playwright_id int)',
    ...options,
  })
  return system
}

const scripts = (of: SplitSystem) => rowsOf(of.referencing, 'SELECT id, playwright_id FROM script ORDER BY id')
const replica = async (of: SplitSystem) =>
  (await rowsOf(of.referencing, `SELECT * FROM fountain_split.${of.replica.name}_replica ORDER BY 1`)).map(String)

describe('what the user’s own triggers do belongs to the statement around it', () => {
  const back = `CREATE FUNCTION back() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN
      IF OLD.note = ''phoenix'' THEN INSERT INTO playwright VALUES (OLD.id, ''again''); END IF; RETURN NULL; END';
    CREATE TRIGGER back AFTER DELETE ON playwright FOR EACH ROW EXECUTE FUNCTION back()`

  test('a key that a trigger puts back is alive, and its references did what they do in one database', async () => {
    const of = await start({ referencedSql: `CREATE TABLE playwright (id int PRIMARY KEY, note text); ${back}` })
    await of.referenced.query(`INSERT INTO playwright VALUES (1, 'phoenix'), (2, 'mortal')`)
    await of.settle()
    await of.referencing.query('INSERT INTO script VALUES (1, 1), (2, 2)')
    await of.referenced.query('DELETE FROM playwright')
    await of.settle()
    expect(await replica(of)).toEqual(['1'])
    expect(await scripts(of)).toEqual([])
  })

  test('a key that a trigger removes at once never was', async () => {
    const of = await start({
      referencedSql: `CREATE TABLE playwright (id int PRIMARY KEY, note text);
        CREATE FUNCTION gone() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN
          IF NEW.note = ''ghost'' THEN DELETE FROM playwright WHERE id = NEW.id; END IF; RETURN NULL; END';
        CREATE TRIGGER gone AFTER INSERT ON playwright FOR EACH ROW EXECUTE FUNCTION gone()`,
    })
    await of.referenced.query(`INSERT INTO playwright VALUES (1, 'ghost'), (2, 'mortal')`)
    await of.settle()
    expect(await replica(of)).toEqual(['2'])
    const alive = 'SELECT key1 FROM fountain_split.playwright_id_register WHERE alive'
    expect(await rowsOf(of.referenced, alive)).toEqual([[2]])
  })

  test('a key that a BEFORE trigger changes is told as it came to stand', async () => {
    const of = await start({
      key: referencedKey({ changesUnnamed: true }),
      referencedSql: `CREATE TABLE playwright (id int PRIMARY KEY, note text);
        CREATE FUNCTION turn() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN NEW.id := OLD.id + 100; RETURN NEW; END';
        CREATE TRIGGER turn BEFORE UPDATE ON playwright FOR EACH ROW EXECUTE FUNCTION turn()`,
    })
    await of.referenced.query(`INSERT INTO playwright VALUES (1), (2)`)
    await of.settle()
    await of.referencing.query('INSERT INTO script VALUES (1, 1), (2, 2)')
    await of.referenced.query(`UPDATE playwright SET note = 'x'`)
    await of.settle()
    expect(await scripts(of)).toEqual([
      [1, 101],
      [2, 102],
    ])
    expect(
      await rowsOf(of.referenced, 'SELECT DISTINCT statement FROM fountain_split.outbox WHERE version > 2'),
    ).toEqual([[1]])
  })

  test('keys that a local foreign key takes along are told too', async () => {
    const of = await start({
      referencedSql:
        'CREATE TABLE playwright (id int PRIMARY KEY, note text, mentor int REFERENCES playwright ON DELETE CASCADE)',
    })
    await of.referenced.query('INSERT INTO playwright (id, mentor) VALUES (1, NULL), (2, 1), (3, 2), (4, NULL)')
    await of.settle()
    await of.referencing.query('INSERT INTO script VALUES (1, 1), (3, 3), (4, 4)')
    await of.referenced.query(
      'BEGIN; DELETE FROM playwright WHERE id = 1; INSERT INTO playwright (id) VALUES (9); COMMIT',
    )
    await of.settle()
    expect(await scripts(of)).toEqual([[4, 4]])
    // The bracket closed after the cascade, or the insert would have been told as the same statement.
    const numbers = `SELECT statement, count(*)::int FROM fountain_split.outbox WHERE version > 4 GROUP BY 1 ORDER BY 1`
    expect(await rowsOf(of.referenced, numbers)).toEqual([
      [1, 3],
      [2, 1],
    ])
  })
})

describe('keys of every shape', () => {
  test('a part that becomes NULL takes references along as it did, and nothing refers to it any more', async () => {
    const key = referencedKey({ columns: [column('id', 'integer', { nullable: true })] })
    const of = await start({
      key,
      references: [nativeReference({ onUpdate: 'cascade', onDelete: 'cascade' })],
      referencedSql: 'CREATE TABLE playwright (id int UNIQUE, note text)',
    })
    await of.referenced.query('INSERT INTO playwright VALUES (1), (2), (NULL)')
    await of.settle()
    await of.referencing.query('INSERT INTO script VALUES (1, 1), (2, 2)')
    await of.referenced.query(
      'UPDATE playwright SET id = NULL WHERE id = 1; UPDATE playwright SET id = 7 WHERE id IS NULL AND ctid = (SELECT max(ctid) FROM playwright)',
    )
    await of.settle()
    expect(await scripts(of)).toEqual([
      [1, null],
      [2, 2],
    ])
    expect(await replica(of)).toEqual(['2', '7'])
  })

  test('a key that is only written differently is written differently by its references too', async () => {
    const of = await start({
      key: referencedKey({ columns: [column('id', 'numeric')] }),
      referencedSql: 'CREATE TABLE playwright (id numeric PRIMARY KEY, note text)',
      referencingSql: 'CREATE TABLE script (id int PRIMARY KEY, playwright_id numeric)',
    })
    await of.referenced.query('INSERT INTO playwright VALUES (1.0), (2.0)')
    await of.settle()
    await of.referencing.query('INSERT INTO script VALUES (1, 1), (2, 2)')
    await of.referenced.query('UPDATE playwright SET id = 1.00 WHERE id = 1')
    await of.settle()
    expect(await scripts(of)).toEqual([
      [1, '1.00'],
      [2, '2'],
    ])
  })

  test('several keys of one relation are told each by itself, as one transaction', async () => {
    const relation = { schema: 'public', name: 'playwright' }
    const keys: ReferencedKey[] = [
      referencedKey({ relation }),
      referencedKey({ relation, name: 'playwright_name', columns: [column('name', 'text')] }),
    ]
    const references = [
      nativeReference({ constraint: 'by_id' }),
      nativeReference({ constraint: 'by_name', columns: [{ from: 'playwright_name', to: 'name' }] }),
    ]
    const replicated = keys.map((key, at) => replicatedKey(key, [references[at]!]))
    const databases = {
      referenced: await makeReferenced(
        server,
        'CREATE TABLE playwright (id int PRIMARY KEY, name text UNIQUE NOT NULL)',
        keys,
      ),
      referencing: await makeReferencing(
        server,
        'CREATE TABLE script (id int PRIMARY KEY, playwright_id int, playwright_name text)',
        replicated,
      ),
    }
    system = await connect(databases, keys, replicated)
    await system.referenced.query(`INSERT INTO playwright VALUES (1, 'ann'), (2, 'bob')`)
    await system.settle()
    await system.referencing.query(`INSERT INTO script VALUES (1, 1, 'ann'), (2, 2, 'bob'), (3, 2, 'ann')`)
    await system.referenced.query(`UPDATE playwright SET name = 'eve', id = 3 WHERE id = 1`)
    await system.referenced.query(`DELETE FROM playwright WHERE id = 2`)
    await system.settle()
    expect(await rowsOf(system.referencing, 'SELECT * FROM script ORDER BY id')).toEqual([[1, 3, 'eve']])
  })
})

describe('roles', () => {
  test('the service’s own role writes its relations, and reaches nothing of ours', async () => {
    const of = await start()
    await of.referenced.query(`GRANT SELECT, INSERT, UPDATE, DELETE ON playwright TO playwrights_service;
      GRANT USAGE ON SCHEMA public TO playwrights_service`)
    await of.referencing.query(`GRANT SELECT, INSERT, UPDATE, DELETE ON script TO scripts_service`)
    const as = (url: string, role: string) => url.replace('postgres@', `${role}@`)
    const refused = async (url: string, role: string, statements: readonly string[]) =>
      withClient(as(url, role), async (client) => {
        const codes: unknown[] = []
        for (const each of statements)
          codes.push(
            await client.query(each).then(
              () => each,
              (error: pg.DatabaseError) => error.code,
            ),
          )
        return new Set(codes)
      })
    await withClient(as(of.databases.referenced.url, 'playwrights_service'), (client) =>
      client.query(
        'INSERT INTO playwright VALUES (1), (2); DELETE FROM playwright WHERE id = 2; UPDATE playwright SET id = 3',
      ),
    )
    await of.settle()
    await withClient(as(of.databases.referencing.url, 'scripts_service'), (client) =>
      client.query('INSERT INTO script VALUES (3, 3)'),
    )
    const everything = (table: string) => [
      `SELECT * FROM fountain_split.${table}`,
      `INSERT INTO fountain_split.${table} DEFAULT VALUES`,
      `SELECT 1 FROM fountain_split.${table} FOR UPDATE`,
      `DELETE FROM fountain_split.${table}`,
      `TRUNCATE fountain_split.${table}`,
      `DROP TABLE fountain_split.${table}`,
    ]
    const tables = ['outbox', 'playwright_id_register', 'service_state', 'relay_position'].flatMap(everything)
    const routines = [
      'fountain_split.playwright_id_settle()',
      'fountain_split.begin_epoch()',
      `nextval('fountain_split.version')`,
    ]
    const there = [...tables, ...routines.map((call) => `SELECT ${call}`), 'CREATE TABLE fountain_split.mine ()']
    expect(await refused(of.databases.referenced.url, 'playwrights_service', there)).toEqual(new Set(['42501']))
    const name = of.replica.name
    const here = [`${name}_replica`, `${name}_state`, 'inbox', 'source', 'applied'].flatMap(everything)
    const calls = [
      `${name}_replay('{delete}', '{3}', '{3}')`,
      `${name}_forget(1, 9)`,
      `${name}_learn('{9}', '{1}', '{1}', '{1}')`,
    ]
    const all = [...here, ...calls.map((call) => `SELECT fountain_split.${call}`)]
    expect(await refused(of.databases.referencing.url, 'scripts_service', all)).toEqual(new Set(['42501']))
    const adopt = `SELECT fountain_split.${name}_adopt(8, 1, 1, 1)`
    expect(await refused(of.databases.referencing.url, 'scripts_service', [adopt])).toEqual(new Set([adopt]))
  })

  test('relay and consumer work as the runtime’s role', async () => {
    const of = await start({ references: [nativeReference()] })
    const as = (url: string, role: string) => testPool(url.replace('postgres@', `${role}@`), 3)
    const pools = {
      referenced: as(of.databases.referenced.url, 'playwrights_runtime'),
      referencing: as(of.databases.referencing.url, 'scripts_runtime'),
    }
    const { Consumer, PostgresTransport, Relay } = await import('../../runtime/index.ts')
    const home = scriptsHome.schema
    const transport = new PostgresTransport([
      { service: 'scripts', pool: pools.referencing, home, aggregates: [of.replica.aggregate] },
    ])
    const relay = new Relay({ pool: pools.referenced, home, service: 'playwrights', transport })
    const consumer = new Consumer({ pool: pools.referencing, home, replicas: [of.replica] })
    const claim = new Relay({ pool: pools.referenced, home, service: 'playwrights', transport, mode: 'skip-locked' })
    await of.referenced.query('INSERT INTO playwright VALUES (1), (2)')
    await relay.drain()
    await consumer.drain()
    await of.referencing.query('INSERT INTO script VALUES (1, 1), (2, 2)')
    await of.referenced.query('UPDATE playwright SET id = 5 WHERE id = 1; DELETE FROM playwright WHERE id = 2')
    await claim.drain()
    await consumer.drain()
    expect(await scripts(of)).toEqual([[1, 5]])
    await Promise.all(Object.values(pools).map((pool) => pool.end()))
  })
})

test('names that would be SQL are names', async () => {
  const hostile = `x'"; DROP TABLE "script"; --$body$ */ \`\${1}\` ü`
  const relation = { schema: hostile, name: `t ${hostile}` }
  const quoted = `"${hostile.replaceAll('"', '""')}"`
  const of = await start({
    key: referencedKey({ relation, columns: [column(hostile, 'text')], referencing: [hostile], refusals: [] }),
    references: [nativeReference({ relation, constraint: hostile, columns: [{ from: hostile, to: hostile }] })],
    referencedSql: `CREATE SCHEMA ${quoted}; CREATE TABLE ${quoted}.${quoted.replace('"', '"t ')} (${quoted} text PRIMARY KEY)`,
    referencingSql: `CREATE SCHEMA ${quoted}; CREATE TABLE ${quoted}.${quoted.replace('"', '"t ')} (${quoted} text)`,
  })
  const table = `${quoted}.${quoted.replace('"', '"t ')}`
  await of.referenced.query(`INSERT INTO ${table} VALUES ($1), ('b')`, [hostile])
  await of.settle()
  await of.referencing.query(`INSERT INTO ${table} VALUES ($1), ('b')`, [hostile])
  await of.referenced.query(`UPDATE ${table} SET ${quoted} = 'c' WHERE ${quoted} = $1`, [hostile])
  await of.referenced.query(`DELETE FROM ${table} WHERE ${quoted} = 'b'`)
  await of.settle()
  expect(await rowsOf(of.referencing, `SELECT * FROM ${table}`)).toEqual([['c']])
  await expect(of.referenced.query(`TRUNCATE ${table}`)).rejects.toMatchObject({ code: '0A000' })
})
