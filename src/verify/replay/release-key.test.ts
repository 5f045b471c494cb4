import { afterAll, beforeAll, expect, test } from 'vitest'
import type { HistoryStep, Operation } from '../histories/history.ts'
import type { ScratchServer } from '../scratch/scratch-server.ts'
import { startScratchServer } from '../scratch/start-scratch-server.ts'
import { tellHistory } from '../stories/find-story.ts'
import type { Arena } from './arena.ts'
import { arenaWith, splitOf } from './mistake.test-support.ts'

const schema = `
CREATE SCHEMA people; CREATE SCHEMA shop;
CREATE TABLE people.person (id integer PRIMARY KEY);
CREATE TABLE shop.basket (
  id integer PRIMARY KEY,
  owner integer CONSTRAINT basket_owner REFERENCES people.person ON DELETE RESTRICT ON UPDATE CASCADE
);`

let server: ScratchServer
let arena: Arena
beforeAll(async () => {
  server = await startScratchServer()
  arena = await arenaWith(server, await splitOf(schema), {})
})
afterAll(async () => {
  await arena?.close()
  await server?.stop()
})

const person = (kind: 'insert' | 'delete', id: string): Operation =>
  kind === 'insert'
    ? { kind, relation: ['people', 'person'], rows: [{ id }] }
    : { kind, relation: ['people', 'person'], where: { id } }
const basket: Operation = { kind: 'insert', relation: ['shop', 'basket'], rows: [{ id: '1', owner: '1' }] }

test('a delete that others have to agree to is asked for; without being asked for it is refused by choice', async () => {
  const history: readonly HistoryStep[] = [
    [person('insert', '1'), person('insert', '2')],
    [basket],
    [person('delete', '1')],
    [person('delete', '2')],
    [{ kind: 'delete', relation: ['shop', 'basket'], where: { id: '1' } }],
    [person('delete', '1'), person('insert', '3')],
    [person('delete', '1')],
  ]
  const { difference, lines } = await tellHistory(arena, history, { columns: new Map() })
  expect(difference).toBeUndefined()
  expect(lines).toEqual([
    ` 1. people: INSERT INTO people.person (id) VALUES ('1')`,
    `            INSERT INTO people.person (id) VALUES ('2')`,
    `    → shop hears: people.person_id (id 1) created`,
    `    → shop hears: people.person_id (id 2) created`,
    ` 2. shop: INSERT INTO shop.basket (id, owner) VALUES ('1', '1')`,
    ` 3. people: DELETE FROM people.person WHERE id = '1'`,
    `    refused, as one database would: 23503 basket_owner`,
    ` 4. people: DELETE FROM people.person WHERE id = '2'`,
    `    → shop hears: people.person_id (id 2) deleted`,
    ` 5. shop: DELETE FROM shop.basket WHERE id = '1'`,
    ` 6. people: DELETE FROM people.person WHERE id = '1'`,
    `            INSERT INTO people.person (id) VALUES ('3')`,
    `    refused by choice: 23503 basket_owner`,
    ` 7. people: DELETE FROM people.person WHERE id = '1'`,
    `    → shop hears: people.person_id (id 1) deleted`,
  ])
})
