import { afterAll, beforeAll, expect, test } from 'vitest'
import type { ScratchServer } from '../scratch/scratch-server.ts'
import { startScratchServer } from '../scratch/start-scratch-server.ts'
import type { Arena } from './arena.ts'
import { compareReplicas } from './compare-replicas.ts'
import { arenaWith, splitOf } from './mistake.test-support.ts'

const schema = `
CREATE SCHEMA people; CREATE SCHEMA shop;
CREATE TABLE people.person (id integer PRIMARY KEY);
CREATE TABLE people.contractor (firm text) INHERITS (people.person);
CREATE TABLE people.town (code text PRIMARY KEY) PARTITION BY LIST (code);
CREATE TABLE people.towns PARTITION OF people.town DEFAULT;
CREATE TABLE shop.basket (owner integer REFERENCES people.person, town text REFERENCES people.town);`

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

test('a replica has the keys of the relation and of its partitions, and none of relations that inherit from it', async () => {
  const { services } = (await arena.restart()).split
  const { client } = services.get('people')!
  const lacks = async () => (await compareReplicas(services)).map(({ service, what }) => `${service}: ${what}`)
  await client.query(`INSERT INTO people.contractor (id, firm) VALUES (1, 'one')`)
  expect(await lacks()).toEqual([])
  await client.query(`INSERT INTO people.person (id) VALUES (2); INSERT INTO people.town VALUES ('three')`)
  expect(await lacks()).toEqual([
    'shop: at rest the replica of people.person_id lacks 2',
    'shop: at rest the replica of people.town_code lacks three',
  ])
})
