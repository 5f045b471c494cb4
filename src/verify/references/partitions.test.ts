import { afterAll, beforeAll, expect, test } from 'vitest'
import type { ScratchServer } from '../scratch/scratch-server.ts'
import { startScratchServer } from '../scratch/start-scratch-server.ts'
import { column, nativeReference, referencedKey } from './split-pair.test-support.ts'
import type { SplitSystem } from './split-system.test-support.ts'
import { makeSystem, rowsOf } from './split-system.test-support.ts'

let server: ScratchServer
let system: SplitSystem

beforeAll(async () => {
  server = await startScratchServer()
  const partition = (name: string) => ({ schema: 'public', name })
  system = await makeSystem(server, {
    key: referencedKey({
      columns: [column('id')],
      partitioned: true,
      partitions: [partition('low'), partition('high')],
    }),
    references: [nativeReference()],
    referencedSql: `CREATE TABLE playwright (id int PRIMARY KEY, note text) PARTITION BY RANGE (id);
      CREATE TABLE low PARTITION OF playwright FOR VALUES FROM (0) TO (100);
      CREATE TABLE high PARTITION OF playwright FOR VALUES FROM (100) TO (200);
      INSERT INTO playwright VALUES (1), (2), (101)`,
    referencingSql: 'CREATE TABLE script (id int PRIMARY KEY, playwright_id int)',
  })
  await system.referencing.query('INSERT INTO script VALUES (1, 1), (2, 2), (101, 101)')
})

afterAll(async () => {
  await system?.stop()
  await server?.stop()
})

const write = async (sql: string) => {
  await system.referenced.query(sql)
  await system.settle()
}
const scripts = () => rowsOf(system.referencing, 'SELECT id, playwright_id FROM script ORDER BY id')
const keys = async () => {
  const replica = 'SELECT id FROM fountain_split.playwrights_playwright_id_replica ORDER BY 1'
  const here = (await rowsOf(system.referencing, replica)).flat()
  expect(here).toEqual((await rowsOf(system.referenced, 'SELECT id FROM playwright ORDER BY 1')).flat())
  return here
}

test('writes through the relation and through its partitions are told, each once', async () => {
  await write('INSERT INTO playwright VALUES (3), (103)')
  await write('INSERT INTO low VALUES (4)')
  await write('DELETE FROM high WHERE id = 103')
  expect(await keys()).toEqual([1, 2, 3, 4, 101])
  const told = `SELECT count(*)::int, count(DISTINCT version)::int FROM fountain_split.outbox`
  expect(await rowsOf(system.referenced, told)).toEqual([[4, 4]])
})

test('a key that changes within its partition, and one that moves to another, are followed', async () => {
  await write('UPDATE playwright SET id = 5 WHERE id = 1')
  await write('UPDATE playwright SET id = 150 WHERE id = 2')
  await write('UPDATE low SET id = 6 WHERE id = 5')
  expect(await scripts()).toEqual([
    [1, 6],
    [2, 150],
    [101, 101],
  ])
  await write('UPDATE playwright SET id = CASE WHEN id < 100 THEN id + 101 ELSE id - 100 END')
  expect(await scripts()).toEqual([
    [1, 107],
    [2, 50],
    [101, 1],
  ])
  expect(await keys()).toEqual([1, 50, 104, 105, 107])
  expect(await rowsOf(system.referenced, 'SELECT * FROM fountain_split.playwright_id_moving')).toEqual([])
})

test('an update that a trigger swallows, or that leaves the key, changes nothing', async () => {
  await system.referenced.query(`CREATE FUNCTION swallow() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END';
    CREATE TRIGGER "~~" BEFORE UPDATE ON playwright FOR EACH ROW EXECUTE FUNCTION swallow()`)
  await write('UPDATE playwright SET id = id + 1')
  await system.referenced.query('DROP FUNCTION swallow CASCADE')
  await write(`UPDATE playwright SET note = 'x'`)
  expect(await keys()).toEqual([1, 50, 104, 105, 107])
})

test('a partition that came later is written through the relation; directly it is refused', async () => {
  await write('CREATE TABLE top PARTITION OF playwright FOR VALUES FROM (200) TO (300)')
  await write('INSERT INTO playwright VALUES (200)')
  await expect(system.referenced.query('INSERT INTO top VALUES (201)')).rejects.toThrow(/cannot be written to directly/)
  await expect(system.referenced.query('DELETE FROM top')).rejects.toThrow(/cannot be written to directly/)
  await expect(system.referenced.query('UPDATE top SET id = 202')).rejects.toThrow(/cannot be written to directly/)
  await write(`UPDATE top SET note = 'x'`)
  await write('DELETE FROM playwright WHERE id IN (200, 107)')
  expect(await keys()).toEqual([1, 50, 104, 105])
  expect(await scripts()).toEqual([
    [2, 50],
    [101, 1],
  ])
})

test('TRUNCATE is refused for a partition too', async () => {
  await expect(system.referenced.query('TRUNCATE low')).rejects.toMatchObject({ code: '0A000' })
  await expect(system.referenced.query('TRUNCATE playwright')).rejects.toMatchObject({ code: '0A000' })
})
