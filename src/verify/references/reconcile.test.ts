import { afterAll, beforeAll, expect, test } from 'vitest'
import { findDivergence, findOrphans, reconcile, repairOrphans } from '../../runtime/index.ts'
import type { ScratchServer } from '../scratch/scratch-server.ts'
import { startScratchServer } from '../scratch/start-scratch-server.ts'
import { column, nativeReference, referencedKey } from './split-pair.test-support.ts'
import type { SplitSystem } from './split-system.test-support.ts'
import { makeSystem, rowsOf } from './split-system.test-support.ts'

let server: ScratchServer
let system: SplitSystem

beforeAll(async () => {
  server = await startScratchServer()
  system = await makeSystem(server, {
    // A key that is written in many ways, so that nothing is found by its text.
    key: referencedKey({ columns: [column('id', 'numeric')] }),
    references: [nativeReference({ onDelete: 'set null', onUpdate: 'no action' })],
    referencedSql:
      'CREATE TABLE playwright (id numeric PRIMARY KEY); INSERT INTO playwright SELECT generate_series(1, 5)',
    referencingSql: 'CREATE TABLE script (id int PRIMARY KEY, playwright_id numeric)',
  })
  await system.referencing.query('INSERT INTO script SELECT n, n FROM generate_series(1, 5) AS n')
})

afterAll(async () => {
  await system?.stop()
  await server?.stop()
})

const source = () => ({ pool: system.referenced, home: 'fountain_split', key: 'playwright_id' })

test('events that were lost are found on both sides, and mended with their referential action', async () => {
  expect(await findDivergence(source(), system.referencing, system.replica)).toEqual({ missing: [], extra: [] })
  await system.referenced.query('DELETE FROM playwright WHERE id = 2.00; INSERT INTO playwright VALUES (6.0)')
  await system.referenced.query('DELETE FROM fountain_split.outbox')
  await system.settle()
  const lost = await reconcile(source(), system.referencing, system.replica, 1)
  expect(lost.missing.map(({ key }) => key)).toEqual([['6.0']])
  expect(lost.extra.map(({ key }) => key)).toEqual([['2']])
  expect(await findDivergence(source(), system.referencing, system.replica, 2)).toEqual({ missing: [], extra: [] })
  expect(await rowsOf(system.referencing, 'SELECT id, playwright_id FROM script WHERE id = 2')).toEqual([[2, null]])
  // What follows, follows.
  await system.referenced.query('INSERT INTO playwright VALUES (2); DELETE FROM playwright WHERE id = 6')
  await system.settle()
  expect(await findDivergence(source(), system.referencing, system.replica)).toEqual({ missing: [], extra: [] })
  expect(await rowsOf(system.referencing, 'SELECT * FROM fountain_split.inbox')).toEqual([])
})

test('a referenced database that was restored forgot what others applied: a new epoch, and both agree again', async () => {
  await system.referenced.query(`SET session_replication_role = replica; DELETE FROM playwright WHERE id = 5;
    RESET session_replication_role; DELETE FROM fountain_split.playwright_id_register WHERE key1 = 5`)
  await system.referenced.query('SELECT fountain_split.begin_epoch()')
  const lost = await reconcile(source(), system.referencing, system.replica, 1)
  expect(lost.extra.map(({ key }) => key)).toEqual([['5']])
  expect(await rowsOf(system.referencing, 'SELECT playwright_id FROM script WHERE id = 5')).toEqual([[null]])
})

test('rows that refer to nothing are found by key, and mended as asked', async () => {
  await system.referencing.query(`SET session_replication_role = replica;
    INSERT INTO script VALUES (20, 77), (21, 77.0), (22, 78); RESET session_replication_role`)
  const reference = { relation: ['public', 'script'], columns: [{ from: 'playwright_id', to: 'id' }] } as const
  const found = await findOrphans(system.referencing, system.replica, reference)
  expect(found.map(({ key, rows }) => [Number(key[0]), rows])).toEqual([
    [77, 2],
    [78, 1],
  ])
  expect(await repairOrphans(system.referencing, system.replica, reference, 'cascade')).toBe(3)
  expect(await findOrphans(system.referencing, system.replica, reference)).toEqual([])
})
