import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Service } from '../../runtime/index.ts'
import { RegisterExistence, findDivergence, findOrphans, openService } from '../../runtime/index.ts'
import { answerExistence } from '../../runtime/existence/answer-existence.ts'
import type { ScratchServer } from '../scratch/scratch-server.ts'
import { startScratchServer } from '../scratch/start-scratch-server.ts'
import { testPool } from '../scratch/test-pool.test-support.ts'
import type { GeneratedServices } from './generated-services.test-support.ts'
import { makeGenerated } from './generated-services.test-support.ts'

/** What a key's own equality says is the same, and is no text: JSON, a domain over it, a type of an extension in a schema of its own. */
const keys = {
  row: ['a.row', '(1,b)', '( 1,"b")', '(2,b)', '(-1,b)'],
  json: ['jsonb', '{"a": [1.0, "x"]}', '{"a":[1.00,"x"]}', '{"a": 1}', '{'],
  object: ['a.wide', '{"b": 2, "a": 1}', '{"a":1,"b":2}', '{"a": 2}', '{'],
  mail: ['types.citext', 'Ann', 'aNN', 'Ben', ''],
} as const

let server: ScratchServer
let split: GeneratedServices
let services: Record<string, Service>

beforeAll(async () => {
  server = await startScratchServer()
  const sql = Object.entries(keys).map(
    ([
      name,
      [type, kept],
    ]) => `CREATE TABLE a.of_${name} (k ${type} PRIMARY KEY); INSERT INTO a.of_${name} VALUES ('${kept}');
      CREATE TABLE b.of_${name} (id int PRIMARY KEY, k ${type} REFERENCES a.of_${name} ON DELETE CASCADE ON UPDATE CASCADE);`,
  )
  split = await makeGenerated(
    server,
    `CREATE SCHEMA a; CREATE SCHEMA b; CREATE SCHEMA types; CREATE EXTENSION citext SCHEMA types;
    CREATE DOMAIN a.small AS int CHECK (VALUE > 0); CREATE TYPE a.row AS (x a.small, y text);
    CREATE DOMAIN a.wide AS jsonb CHECK (jsonb_typeof(VALUE) = 'object'); ${sql.join('\n')}`,
  )
  services = {}
  for (const [name, description] of Object.entries(split.descriptions)) {
    const { [name]: database, ...others } = split.urls
    services[name] = await openService({ description, database: database!, others })
  }
  for (const service of Object.values(services)) await service.drain()
}, 60_000)

afterAll(async () => {
  await Promise.all(Object.values(services ?? {}).map((service) => service.stop()))
  await split?.drop()
  await server?.stop()
})

/** As relay and consumer. */
const pool = (service: string) => testPool(split.urls[service]!, 1)

test.each(Object.entries(keys))(
  '%s: what is there is found, however it is written',
  async (name, [, kept, other, none, wrong]) => {
    const [owner, user] = [pool('a'), pool('b')]
    const { home } = split.descriptions['a']!
    const key = {
      aggregate: `a.of_${name}_k`,
      key: `of_${name}_k`,
      relation: ['a', `of_${name}`],
      columns: ['k'],
    } as const
    const port = new RegisterExistence({ pool: owner, home, keys: [key] })
    const found = await Promise.all([kept, other, none].map((text) => port.find(key.aggregate, [text])))
    expect(found.map((facts) => facts !== undefined)).toEqual([true, true, false])

    const handle = answerExistence({ pool: owner, home, keys: [key], authorize: () => 'allowed' })
    const status = async (text: string) =>
      (await handle(new Request(`http://a.test/keys/${key.aggregate}/${encodeURIComponent(text)}`))).status
    expect(await Promise.all([kept, other, none].map(status))).toEqual([200, 200, 404])
    expect(await status(wrong)).toBe(wrong === '' ? 404 : 400)

    // Nothing was lost, so nothing is to be mended: what is mended in the wrong takes rows with it.
    const replica = split.descriptions['b']!.replicas.find(({ aggregate }) => aggregate === key.aggregate)!
    expect(await findDivergence({ pool: owner, home, key: key.key }, user, replica)).toEqual({ missing: [], extra: [] })
    const whoMayRead = testPool(split.databases['b']!.url, 1)
    await whoMayRead.query(`INSERT INTO b.of_${name} VALUES (1, '${other}')`)
    expect(await findOrphans(whoMayRead, replica, replica.references[0]!)).toEqual([])
    await Promise.all([owner.end(), user.end(), whoMayRead.end()])
  },
)
