import { afterAll, beforeAll, expect, test } from 'vitest'
import type { HistoryStep, Operation } from '../histories/history.ts'
import { restrictCodes } from '../references/restrict-code.test-support.ts'
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
);
CREATE TABLE people.town (code text PRIMARY KEY, area integer NOT NULL, CONSTRAINT known CHECK (code <> 'nowhere' OR area = 0));
CREATE TABLE shop.letter (id integer PRIMARY KEY, town text CONSTRAINT letter_town REFERENCES people.town ON UPDATE RESTRICT);
CREATE TABLE shop.parcel (
  id integer PRIMARY KEY,
  town text CONSTRAINT parcel_town REFERENCES people.town ON UPDATE CASCADE ON DELETE CASCADE,
  CONSTRAINT short CHECK (length(town) < 8)
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
/** A line of the story that tells what RESTRICT refused. */
const refused = (how: string, constraint: string): unknown => expect.stringMatching(new RegExp(`^ {4}${how}: ${restrictCodes} ${constraint}$`)) // prettier-ignore
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
    refused('refused, as one database would', 'basket_owner'),
    ` 4. people: DELETE FROM people.person WHERE id = '2'`,
    `    → shop hears: people.person_id (id 2) deleted`,
    ` 5. shop: DELETE FROM shop.basket WHERE id = '1'`,
    ` 6. people: DELETE FROM people.person WHERE id = '1'`,
    `            INSERT INTO people.person (id) VALUES ('3')`,
    refused('refused by choice', 'basket_owner'),
    ` 7. people: DELETE FROM people.person WHERE id = '1'`,
    `    → shop hears: people.person_id (id 1) deleted`,
  ])
})

const town = (code: string): Operation => ({
  kind: 'insert',
  relation: ['people', 'town'],
  rows: [{ code, area: '1' }],
})
const renamed = (from: string, to: string): Operation => ({ kind: 'update', relation: ['people', 'town'], where: { code: from }, set: { code: to } }) // prettier-ignore

test('a change of a key that others have to agree to is asked for; its own table speaks first, as in one database', async () => {
  const history: readonly HistoryStep[] = [
    [town('a'), town('b')],
    [{ kind: 'insert', relation: ['shop', 'letter'], rows: [{ id: '1', town: 'a' }] }],
    [{ kind: 'insert', relation: ['shop', 'parcel'], rows: [{ id: '1', town: 'b' }] }],
    [renamed('a', 'c')],
    [renamed('a', 'b')],
    [renamed('a', 'nowhere')],
    [renamed('b', 'much too long')],
    [renamed('b', 'c')],
    [renamed('c', 'b')],
    [renamed('a', 'd'), town('e')],
    [renamed('a', 'a')],
  ]
  const { difference, lines } = await tellHistory(arena, history, { columns: new Map() })
  expect(difference).toBeUndefined()
  expect(lines.slice(6)).toEqual([
    ` 4. people: UPDATE people.town SET code = 'c' WHERE code = 'a'`,
    refused('refused, as one database would', 'letter_town'),
    ` 5. people: UPDATE people.town SET code = 'b' WHERE code = 'a'`,
    `    refused, as one database would: 23505 town_pkey`,
    ` 6. people: UPDATE people.town SET code = 'nowhere' WHERE code = 'a'`,
    `    refused, as one database would: 23514 known`,
    ` 7. people: UPDATE people.town SET code = 'much too long' WHERE code = 'b'`,
    `    refused, as one database would: 23514 short`,
    ` 8. people: UPDATE people.town SET code = 'c' WHERE code = 'b'`,
    `    → shop hears: people.town_code (code b) changed to code c`,
    ` 9. people: UPDATE people.town SET code = 'b' WHERE code = 'c'`,
    `    → shop hears: people.town_code (code c) changed to code b`,
    `10. people: UPDATE people.town SET code = 'd' WHERE code = 'a'`,
    `            INSERT INTO people.town (code, area) VALUES ('e', '1')`,
    refused('refused by choice', 'letter_town'),
    `11. people: UPDATE people.town SET code = 'a' WHERE code = 'a'`,
  ])
})
