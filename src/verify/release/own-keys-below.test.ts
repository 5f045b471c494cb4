import { afterAll, beforeAll, expect, test } from 'vitest'
import type { ScratchServer } from '../scratch/scratch-server.ts'
import { startScratchServer } from '../scratch/start-scratch-server.ts'
import { runSplit } from './running-split.test-support.ts'

/** A person goes with its party; both keys are voted on, that of the person for changes too, which nobody makes here. */
const schema = `
CREATE SCHEMA core; CREATE SCHEMA sales;
CREATE TABLE core.party (id bigint PRIMARY KEY, name text);
CREATE TABLE core.person (party_id bigint PRIMARY KEY REFERENCES core.party ON DELETE CASCADE, born date);
CREATE TABLE sales.customer (party_id bigint PRIMARY KEY REFERENCES core.party ON DELETE RESTRICT);
CREATE TABLE sales.note (no int PRIMARY KEY, author bigint DEFAULT 1 REFERENCES core.person (party_id) ON DELETE SET DEFAULT);
INSERT INTO core.party VALUES (1, 'System'), (2, 'Acme'), (3, 'Ann'); INSERT INTO core.person VALUES (1, NULL), (3, NULL);`

let server: ScratchServer
beforeAll(async () => {
  server = await startScratchServer()
})
afterAll(() => server?.stop())

test('a key of the same service whose changes are voted on goes with the row that is released', async () => {
  const split = await runSplit(server, schema, ['core', 'sales'])
  await split.untilKeys('sales', 'core_party_id', 3)
  await split.untilKeys('sales', 'core_person_party_id', 2)
  await split.query('sales', 'INSERT INTO sales.note VALUES (1, 3); INSERT INTO sales.customer VALUES (2)')
  const release = (id: string) => split.release('core', 'party_id', [id], { patience: 20_000 })
  expect(await release('2')).toMatchObject({ outcome: 'refused', service: 'sales', constraint: 'customer_party_id_fkey' }) // prettier-ignore
  expect(await release('3')).toMatchObject({ outcome: 'released' })
  expect(await split.query('sales', 'SELECT author FROM sales.note')).toEqual([['1']])
  expect(await release('1')).toMatchObject({ outcome: 'refused', service: 'sales', constraint: 'note_author_fkey' })
  expect(await split.query('core', 'SELECT id FROM core.party ORDER BY 1')).toEqual([['1'], ['2']])
  await split.stop()
}, 60_000)
