import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { ScratchServer } from '../scratch/scratch-server.ts'
import { startScratchServer } from '../scratch/start-scratch-server.ts'
import { nativeReference, referencedKey } from './split-pair.test-support.ts'
import type { SplitSystem } from './split-system.test-support.ts'
import { makeSystem, rowsOf } from './split-system.test-support.ts'

let server: ScratchServer
let system: SplitSystem

beforeAll(async () => {
  server = await startScratchServer()
  system = await makeSystem(server, {
    key: referencedKey(),
    references: [nativeReference()],
    referencedSql: `CREATE TABLE playwright (id int PRIMARY KEY, name text);
      INSERT INTO playwright SELECT n, 'p' || n FROM generate_series(1, 9) AS n`,
    referencingSql: 'CREATE TABLE script (id int PRIMARY KEY, playwright_id int)',
  })
})

afterAll(async () => {
  await system?.stop()
  await server?.stop()
})

const scripts = () => rowsOf(system.referencing, 'SELECT id, playwright_id FROM script ORDER BY id')
const replica = async () =>
  (
    await rowsOf(system.referencing, 'SELECT id FROM fountain_split.playwrights_playwright_id_replica ORDER BY 1')
  ).flat()
const write = (sql: string) => system.referenced.query(sql)

describe('a reference with both sides in databases of their own', () => {
  test('keys that were there are referred to at once, others are refused as they were', async () => {
    expect(await replica()).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9])
    await system.referencing.query('INSERT INTO script SELECT n, n FROM generate_series(1, 9) AS n')
    await expect(system.referencing.query('INSERT INTO script VALUES (10, 10)')).rejects.toMatchObject({
      code: '23503',
      constraint: 'script_playwright_id_fkey',
    })
  })

  test('a new key arrives, a deleted one takes its references along, a changed one is followed', async () => {
    await write('INSERT INTO playwright VALUES (10)')
    await system.settle()
    await system.referencing.query('INSERT INTO script VALUES (10, 10)')
    await write('DELETE FROM playwright WHERE id = 10')
    await write('UPDATE playwright SET id = 20 WHERE id = 2')
    await system.settle()
    expect(await scripts()).toEqual([1, 20, 3, 4, 5, 6, 7, 8, 9].map((key, at) => [at + 1, key]))
  })

  test('a statement that moves every key into its neighbour’s place keeps every reference', async () => {
    await write('UPDATE playwright SET id = 2 WHERE id = 20')
    // PostgreSQL checks row by row, here as anywhere: the rows must come in the order of the keys.
    await write('CLUSTER playwright USING playwright_pkey')
    await write('UPDATE playwright SET id = id - 1')
    await system.settle()
    expect(await scripts()).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9].map((id) => [id, id - 1]))
    expect(await replica()).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8])
  })

  test('nothing of a transaction that was rolled back, or of a savepoint, arrives', async () => {
    await write(`BEGIN; DELETE FROM playwright; ROLLBACK`)
    await write(`BEGIN; INSERT INTO playwright VALUES (30); SAVEPOINT s; DELETE FROM playwright; ROLLBACK TO s; COMMIT`)
    await system.settle()
    expect(await replica()).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 30])
  })

  test('TRUNCATE is refused as it was', () =>
    expect(write('TRUNCATE playwright')).rejects.toMatchObject({ code: '0A000' }))

  test('what was applied is nowhere any more but in the replica', async () => {
    expect(await rowsOf(system.referencing, 'SELECT * FROM fountain_split.inbox')).toEqual([])
    expect(
      await rowsOf(
        system.referencing,
        `SELECT count(*) FROM fountain_split.playwrights_playwright_id_state WHERE alive`,
      ),
    ).toEqual([['10']])
  })
})
