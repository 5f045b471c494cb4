import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Split } from '../../split.ts'
import type { ScratchServer } from '../scratch/scratch-server.ts'
import { startScratchServer } from '../scratch/start-scratch-server.ts'
import type { Mistake } from './mistake.test-support.ts'
import { arenaWith, splitOf, storyOf } from './mistake.test-support.ts'

const schema = `
CREATE SCHEMA people; CREATE SCHEMA shop;
CREATE TABLE people.person (code text PRIMARY KEY, name text);
CREATE TABLE shop.basket (
  id integer PRIMARY KEY,
  owner text CONSTRAINT basket_owner REFERENCES people.person ON DELETE CASCADE ON UPDATE CASCADE,
  payer text CONSTRAINT basket_payer REFERENCES people.person ON DELETE SET NULL ON UPDATE CASCADE
);
CREATE TABLE shop.item (
  id integer PRIMARY KEY,
  basket integer NOT NULL CONSTRAINT item_basket REFERENCES shop.basket ON DELETE CASCADE
);`

let server: ScratchServer
let split: Split
beforeAll(async () => {
  server = await startScratchServer()
  split = await splitOf(schema)
})
afterAll(() => server?.stop())

async function tell(mistake: Mistake, operations = 400): Promise<readonly string[] | undefined> {
  const arena = await arenaWith(server, split, mistake)
  try {
    return (await storyOf(arena, operations))?.lines
  } finally {
    await arena.close()
  }
}

test('without a mistake there is no story', async () => expect(await tell({})).toBeUndefined())

/** Each mistake, and the story that is told of it: `fixtures/replay-mistakes/<mistake>.txt`. */
const mistakes: Readonly<Record<string, Mistake>> = {
  'capture-of-deletes-left-out': { sql: { from: /CREATE TRIGGER "~fountain_split_1_person_code_deleted"[^;]*;/, to: '' } },
  'native-key-without-its-action': { sql: { from: /ON DELETE SET NULL/, to: 'ON DELETE NO ACTION' } },
} // prettier-ignore

describe('a mistake is shown by a short history', () => {
  test.each(Object.keys(mistakes))('%s', async (name) => {
    const lines = await tell(mistakes[name]!)
    expect(lines).toBeDefined()
    expect(lines!.length).toBeLessThan(24)
    await expect(`${lines!.join('\n')}\n`).toMatchFileSnapshot(`../../../fixtures/replay-mistakes/${name}.txt`)
  })
})
