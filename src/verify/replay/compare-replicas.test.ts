import { expect, test } from 'vitest'
import { arenaFor } from './arena-for.test-support.ts'
import { compareReplicas } from './compare-replicas.ts'

const schema = `
CREATE SCHEMA people; CREATE SCHEMA shop;
CREATE TABLE people.person (id integer PRIMARY KEY);
CREATE TABLE people.contractor (firm text) INHERITS (people.person);
CREATE TABLE people.town (code text PRIMARY KEY) PARTITION BY LIST (code);
CREATE TABLE people.towns PARTITION OF people.town DEFAULT;
CREATE TABLE shop.basket (owner integer REFERENCES people.person, town text REFERENCES people.town);`

const scene = arenaFor(schema)

test('a replica has the keys of the relation and of its partitions, and none of relations that inherit from it', async () => {
  const { services } = (await scene.arena.restart()).split
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
