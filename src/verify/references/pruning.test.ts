import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { backfill } from '../../runtime/index.ts'
import type { ScratchServer } from '../scratch/scratch-server.ts'
import { startScratchServer } from '../scratch/start-scratch-server.ts'
import { nativeReference, referencedKey } from './split-pair.test-support.ts'
import type { SplitSystem } from './split-system.test-support.ts'
import { makeSystem, rowsOf } from './split-system.test-support.ts'

let server: ScratchServer
let system: SplitSystem

beforeAll(async () => {
  server = await startScratchServer()
})

afterAll(() => server?.stop())

beforeEach(async () => {
  await system?.stop()
  system = await makeSystem(server, {
    key: referencedKey(),
    references: [nativeReference({ onDelete: 'restrict' })],
    referencedSql: 'CREATE TABLE playwright (id int PRIMARY KEY)',
    referencingSql: 'CREATE TABLE script (id serial PRIMARY KEY, playwright_id int)',
  })
  return () => system.stop().then(() => (system = undefined as never))
})

const write = (sql: string) => system.referenced.query(sql)
const state = 'fountain_split.playwrights_playwright_id_state'
const tombstones = async () =>
  (await rowsOf(system.referencing, `SELECT key1 FROM ${state} WHERE NOT alive ORDER BY 1`)).flat()
const replica = async () =>
  (
    await rowsOf(system.referencing, 'SELECT id FROM fountain_split.playwrights_playwright_id_replica ORDER BY 1')
  ).flat()
/** What relay and consumer do once a minute, as often as it takes until what was published is known to be. */
async function tidy(): Promise<void> {
  for (let pass = 0; pass < 2; pass++) {
    await system.relay.tidy()
    await system.settle()
  }
  await system.consumer.tidy()
}

describe('tombstones', () => {
  test('go once every event up to theirs was applied; the key may come back, and an old event does not bring it back', async () => {
    await write('INSERT INTO playwright VALUES (1), (2)')
    await write('DELETE FROM playwright WHERE id = 1')
    await system.settle()
    expect(await tombstones()).toEqual([1])
    await tidy()
    expect(await tombstones()).toEqual([])
    await write('DELETE FROM fountain_split.relay_position')
    await system.referencing.query('DELETE FROM fountain_split.applied')
    await system.settle()
    expect(await replica()).toEqual([2])
    await write('INSERT INTO playwright VALUES (1)')
    await system.settle()
    expect(await replica()).toEqual([1, 2])
    expect(await rowsOf(system.referencing, 'SELECT * FROM fountain_split.inbox')).toEqual([])
  })

  test('stay while an event lies parked that is older', async () => {
    await write('INSERT INTO playwright VALUES (1), (2)')
    await system.settle()
    await system.referencing.query('INSERT INTO script (playwright_id) VALUES (1)')
    await write('DELETE FROM playwright WHERE id = 1')
    await write('DELETE FROM playwright WHERE id = 2')
    await system.settle()
    expect(await system.consumer.listParked()).toHaveLength(1)
    await tidy()
    expect(await tombstones()).toEqual([2])
    await system.referencing.query('DELETE FROM script')
    for (const each of await system.consumer.listParked()) await system.consumer.replayParked(each)
    await system.settle()
    await tidy()
    expect(await tombstones()).toEqual([])
  })

  test('stay while a transaction is open that may have an older event', async () => {
    const slow = await system.referenced.connect()
    try {
      await slow.query('BEGIN; INSERT INTO playwright VALUES (7)')
      await write('INSERT INTO playwright VALUES (1)')
      await write('DELETE FROM playwright WHERE id = 1')
      await tidy()
      await tidy()
      expect(await rowsOf(system.referencing, 'SELECT told FROM fountain_split.source')).toEqual([['0']])
      await slow.query('COMMIT')
    } finally {
      slow.release()
    }
    await tidy()
    expect(await rowsOf(system.referencing, 'SELECT told, mark FROM fountain_split.source')).toEqual([['3', '3']])
    expect(await replica()).toEqual([7])
  })

  test('come with a backfill, so that a key which died before can live again', async () => {
    await write('INSERT INTO playwright VALUES (1)')
    await write('DELETE FROM playwright WHERE id = 1')
    // Nobody was subscribed then.
    await write('DELETE FROM fountain_split.outbox')
    const from = { pool: system.referenced, home: 'fountain_split', key: 'playwright_id' }
    await write('INSERT INTO playwright VALUES (2)')
    expect(await backfill(from, system.referencing, system.replica)).toBe(1)
    await write('INSERT INTO playwright VALUES (1)')
    await system.settle()
    expect(await replica()).toEqual([1, 2])
  })

  test('and a backfill takes keys, too, that an event waits for', async () => {
    await write('INSERT INTO playwright VALUES (1)')
    await write('DELETE FROM fountain_split.outbox')
    await write('DELETE FROM playwright WHERE id = 1')
    await write('INSERT INTO playwright VALUES (1)')
    await system.settle()
    expect(await replica()).toEqual([])
    const from = { pool: system.referenced, home: 'fountain_split', key: 'playwright_id' }
    await backfill(from, system.referencing, system.replica)
    await system.settle()
    expect(await replica()).toEqual([1])
    expect(await rowsOf(system.referencing, 'SELECT * FROM fountain_split.inbox')).toEqual([])
  })
})

test('published events go after their retention, and transactions that were applied after a week', async () => {
  await write('INSERT INTO playwright VALUES (1)')
  await system.settle()
  const outbox = () => rowsOf(system.referenced, 'SELECT aggregateid FROM fountain_split.outbox')
  await tidy()
  expect(await outbox()).toEqual([['1']])
  await write(`UPDATE fountain_split.outbox SET written = written - interval '61 minutes'`)
  await system.referencing.query(`UPDATE fountain_split.applied SET at = at - interval '8 days'`)
  await write('INSERT INTO playwright VALUES (2)')
  await tidy()
  expect(await outbox()).toEqual([['2']])
  expect(await rowsOf(system.referencing, 'SELECT count(*)::int FROM fountain_split.applied')).toEqual([[1]])
})
