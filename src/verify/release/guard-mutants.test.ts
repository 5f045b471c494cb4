import { afterAll, beforeAll, expect, test } from 'vitest'
import type { ReleaseOutcome } from '../../runtime/index.ts'
import { withClient } from '../references/split-pair.test-support.ts'
import type { ScratchServer } from '../scratch/scratch-server.ts'
import { startScratchServer } from '../scratch/start-scratch-server.ts'
import type { RunningSplit } from './running-split.test-support.ts'
import { eventually, runSplit } from './running-split.test-support.ts'

const schema = `
  CREATE SCHEMA people; CREATE SCHEMA shop; CREATE SCHEMA mail;
  CREATE TABLE people.person (id serial PRIMARY KEY);
  CREATE TABLE shop.basket (owner integer REFERENCES people.person ON DELETE CASCADE);
  CREATE TABLE shop.invoice (payer integer REFERENCES people.person ON DELETE RESTRICT);
  CREATE TABLE mail.letter (receiver integer REFERENCES people.person);`

let server: ScratchServer
let split: RunningSplit

beforeAll(async () => {
  server = await startScratchServer()
  split = await runSplit(server, schema, ['people', 'shop', 'mail'])
  await split.query('people', 'INSERT INTO people.person SELECT generate_series(1, 20)')
  await split.untilKeys('shop', 'people_person_id', 20)
  await split.untilKeys('mail', 'people_person_id', 20)
})
afterAll(async () => {
  await split?.stop()
  await server?.stop()
})

/** What the guards are there for; each says whether it holds. `id` is a key of its own. */
const promises = {
  async 'a row that was not released is not deleted'(id: number) {
    const remove = split.query('people', `DELETE FROM people.person WHERE id = ${id}`)
    return remove.then(() => false, (error: { code: string }) => error.code === '23503') // prettier-ignore
  },
  'a key that closes is not referred to where the vote left its row': (id: number) =>
    isClosedTo(id, 'shop', `INSERT INTO shop.invoice VALUES (${id})`),
  'a key that closes is not referred to where the vote took its row': (id: number) =>
    isClosedTo(id, 'mail', `INSERT INTO mail.letter VALUES (${id})`),
  async 'a key that closes keeps its name'(id: number) {
    const update = `UPDATE people.person SET id = ${id + 1000} WHERE id = ${id}`
    await split.query('people', `UPDATE fountain_split.person_id_register SET closing = 99 WHERE key1 = ${id}`)
    const code = await split.query('people', update).then(() => '', (error: { code: string }) => error.code) // prettier-ignore
    await split.query('people', 'UPDATE fountain_split.person_id_register SET closing = NULL')
    return code === '55006'
  },
}

async function isClosedTo(id: number, service: string, insert: string): Promise<boolean> {
  let holds = false
  let outcome: Promise<ReleaseOutcome> | undefined
  await withClient(split.urlOf('people'), async (client) => {
    // Somebody holds the row, so that the decision waits until all have voted, and longer.
    await client.query(`BEGIN; SELECT FROM people.person WHERE id = ${id} FOR UPDATE`)
    outcome = split.release('people', 'person_id', [id], { patience: 3000 })
    await eventually(async () => {
      for (const each of ['shop', 'mail']) expect(await split.closed(each, 'people_person_id')).toContainEqual([id])
    })
    holds = await split.query(service, insert).then(() => false, (error: { code: string }) => error.code === '23503') // prettier-ignore
    await client.query('COMMIT')
  })
  await outcome
  return holds
}

let next = 1
test.each(Object.entries(promises))('%s', async (_, holds) => {
  expect(await holds(next++)).toBe(true)
})

const judge = `CREATE OR REPLACE FUNCTION fountain_split.people_person_id_judge_release(attempts bigint[])
  RETURNS jsonb LANGUAGE plpgsql SECURITY DEFINER AS $$BEGIN
    RETURN '{"acts": false}'::jsonb;
  END$$`

test.each([
  [
    'a row that was not released is not deleted',
    'people',
    'DROP FUNCTION fountain_split.person_id_delete_unreleased() CASCADE',
  ],
  [
    'a key that closes is not referred to where the vote left its row',
    'shop',
    'ALTER TABLE shop.invoice DISABLE TRIGGER "A_fountain_split_people_person_id_2_rows"',
  ],
  ['a key that closes is not referred to where the vote took its row', 'mail', judge],
  ['a key that closes keeps its name', 'people', 'DROP FUNCTION fountain_split.person_id_change_waits() CASCADE'],
] as const)('without its guard it is not so: %s', async (promise, service, mutant) => {
  await split.query(service, mutant)
  expect(await promises[promise](next++)).toBe(false)
})
