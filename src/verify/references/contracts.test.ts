import { Ajv2020 } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'
import { type CloudEvent, HTTP, Kafka } from 'cloudevents'
import type pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { CloudEventsMessage, Envelope, Publisher } from '../../runtime/index.ts'
import { Consumer, Relay, cloudEventsBindings, fromMessage, toBinary, toStructured } from '../../runtime/index.ts'
import type { ScratchServer } from '../scratch/scratch-server.ts'
import { startScratchServer } from '../scratch/start-scratch-server.ts'
import type { GeneratedServices } from './generated-services.test-support.ts'
import { makeGenerated } from './generated-services.test-support.ts'
import { testPool } from '../scratch/test-pool.test-support.ts'

/** A type, and three values of it: one is made and changed, one is made and deleted. */
const types: readonly (readonly [type: string, first: string, other: string, gone: string])[] = [
  ['smallint', '-32768', '32767', '0'],
  ['integer', '-2147483648', '2147483647', '0'],
  ['bigint', '-9223372036854775808', '9223372036854775807', '0'],
  ['numeric', '1.50', '-0.000000000000000000001', 'NaN'],
  ['numeric(5,2)', '-999.99', '0', 'NaN'],
  ['numeric(2,4)', '0.0012', '-0.0099', '0'],
  ['numeric(2,-3)', '99000', '-1000', '0'],
  ['real', '1e20', '-Infinity', '1.5'],
  ['double precision', '0.1', '1e-300', 'NaN'],
  ['money', '-1234567.89', '0', '12.3'],
  ['text', 'a "b"\n\\c 🎭', '', 'x'.repeat(500)],
  ['character varying', 'ß', 'a', 'b'],
  ['character varying(3)', '🎭🎭🎭', '', 'abc'],
  ['character(4)', 'a', 'abcd', ' b'],
  ['name', 'n', 'm', 'x'.repeat(63)],
  ['"char"', 'a', '', 'z'],
  ['public.citext', 'Ab', 'B', 'c'],
  ['boolean', 'true', 'false', 'true'],
  ['uuid', 'A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11', '00000000-0000-0000-0000-000000000000', 'ffffffff-ffff-ffff-ffff-ffffffffffff'],
  ['bytea', '\\x00ff', '\\x', '\\x61'],
  ['bit(3)', '101', '000', '111'],
  ['bit varying', '', '10', '1'],
  ['bit varying(4)', '1010', '', '1'],
  ['date', '2024-02-29', '0044-03-15 BC', 'infinity'],
  ['timestamp without time zone', '2024-02-29 12:00:00.123456', '-infinity', '12024-01-01 00:00'],
  ['timestamp(0) without time zone', '2024-02-29 12:00:00.6', '0044-03-15 BC', 'infinity'],
  ['timestamp with time zone', '2024-02-29 12:00:00.5+05:45', '0044-03-15 12:00+00 BC', 'infinity'],
  ['timestamp(3) with time zone', '2024-02-29 12:00:00.123456+00', '2024-02-29 12:00+00', 'infinity'],
  ['time without time zone', '24:00', '00:00:00.000001', '12:00'],
  ['time with time zone', '12:00-03:30', '12:00:00.5+15:59:59', '00:00+00'],
  ['interval', '1 year 2 mons -3 days 04:05:06.7', '-1 day', '0'],
  ['interval day to second(3)', '1 day 00:00:01.2345', '-1 day', '0'],
  ['inet', '10.0.0.1', '::1/64', '192.168.0.0/16'],
  ['cidr', '10.0.0.0/8', '::/0', '192.168.1.0/24'],
  ['macaddr', '08:00:2b:01:02:03', '00:00:00:00:00:00', 'ff-ff-ff-ff-ff-ff'],
  ['macaddr8', '08:00:2b:01:02:03:04:05', '08:00:2b:01:02:03', 'ff:ff:ff:ff:ff:ff:ff:ff'],
  ['oid', '4294967295', '0', '1'],
  ['xid8', '18446744073709551615', '0', '1'],
  ['pg_lsn', '16/B374D848', '0/0', 'FFFFFFFF/FFFFFFFF'],
  ['jsonb', '{"a": [1.0, null]}', '"x"', 'null'],
  ['integer[]', '{1,NULL}', '{}', '{{1},{2}}'],
  ['numrange', '[1.0,2)', 'empty', '(,)'],
  ['a.mood', 'glad', "it's \"so\" so", 'sad'],
  ['a.code', 'abc', '', 'x'],
] // prettier-ignore

/** Of one key of each way in which values are written, changes are voted on. */
const voted = types.filter(([type]) => ['smallint', 'bigint', 'numeric(5,2)', 'real', 'money', '"char"', 'boolean', 'bytea', 'date', 'timestamp(3) with time zone', 'interval', 'jsonb', 'integer[]', 'numrange', 'a.mood', 'a.code'].includes(type)) // prettier-ignore

const quoted = (value: string) => `'${value.replaceAll("'", "''")}'`

const schema = `
  CREATE EXTENSION citext SCHEMA public; CREATE SCHEMA a; CREATE SCHEMA b;
  CREATE TYPE a.mood AS ENUM ('glad', 'sad', 'it''s "so" so'); CREATE DOMAIN a.code AS varchar(3);
  ${types.map(([type], at) => `CREATE TABLE a.t${at} (k ${type} PRIMARY KEY); CREATE TABLE b.r${at} (n int, k ${type} REFERENCES a.t${at} ON DELETE ${type === 'a.code' ? 'CASCADE' : 'SET NULL'} ON UPDATE CASCADE);`).join('\n')}
  ${voted.map(([type], at) => `CREATE TABLE a.v${at} (k ${type} PRIMARY KEY); CREATE TABLE b.w${at} (k ${type} REFERENCES a.v${at} ON DELETE CASCADE);`).join('\n')}
  CREATE TABLE a.pair (x bigint, "y z" text, UNIQUE (x, "y z"));
  CREATE TABLE b.pair (x bigint, y text, CONSTRAINT pair_fkey FOREIGN KEY (x, y) REFERENCES a.pair (x, "y z") ON DELETE CASCADE ON UPDATE CASCADE);`

let server: ScratchServer
let services: GeneratedServices
let pools: Record<'a' | 'b', pg.Pool>
const published: Envelope[] = []

beforeAll(async () => {
  server = await startScratchServer()
  services = await makeGenerated(server, schema)
  const pool = (service: 'a' | 'b') => testPool(services.databases[service]!.url, 2)
  pools = { a: pool('a'), b: pool('b') }
}, 120_000)

afterAll(async () => {
  await Promise.all(Object.values(pools ?? {}).map((pool) => pool.end()))
  await services?.drop()
  await server?.stop()
})

/** Whoever writes may have any settings. */
async function write(sql: string): Promise<void> {
  const client = await pools.a.connect()
  try {
    await client.query(
      `SET DateStyle = 'German'; SET TimeZone = 'Asia/Kathmandu'; SET IntervalStyle = 'iso_8601'; SET extra_float_digits = 0; SET bytea_output = 'escape'`,
    )
    await client.query(sql)
  } finally {
    client.release(true)
  }
}

const relayTo = (transport: Publisher) =>
  new Relay({ pool: pools.a, home: services.descriptions['a']!.home, service: 'a', transport })

describe('what services really send', () => {
  test(`is valid against the schemas: ${types.length + 1} keys, every event of each`, async () => {
    // In ISO order, whatever the settings.
    const inserts = types.map(([type, first, , gone], at) => `INSERT INTO a.t${at} VALUES (${quoted(first)}::${type}), (${quoted(gone)}::${type}) ON CONFLICT DO NOTHING;`) // prettier-ignore
    await write(`${inserts.join('\n')} INSERT INTO a.pair VALUES (1, 'a'), (2, 'b')`)
    const changes = types.map(([type, , other, gone], at) => `DELETE FROM a.t${at} WHERE k = ${quoted(gone)}::${type}; UPDATE a.t${at} SET k = ${quoted(other)}::${type};`) // prettier-ignore
    await write(`${changes.join('\n')} UPDATE a.pair SET x = NULL WHERE x = 1; UPDATE a.pair SET "y z" = 'c' WHERE x = 2; DELETE FROM a.pair WHERE x = 2`) // prettier-ignore
    await relayTo({ publish: async (batch) => void published.push(...batch) }).drain()

    const validators = new Map(
      services.artifacts
        .filter(({ path }) => /^services\/b\/contracts\/events\/a\.(?!v\d)/.test(path))
        .map(({ text }) => [JSON.parse(text).properties.type.const as string, addFormats.default(new Ajv2020({ strict: true, allErrors: true })).compile(JSON.parse(text))]), // prettier-ignore
    )
    const seen = new Set<string>()
    for (const envelope of published) {
      seen.add(envelope.type)
      const validate = validators.get(envelope.type)!
      expect(
        validate(JSON.parse(toStructured(envelope).body)) ? [] : validate.errors,
        JSON.stringify(envelope),
      ).toEqual([])
      // What an event names as the schema of its data is the part of this one that its data follows.
      expect(envelope.dataschema).toBe(`${(validate.schema as { $id: string }).$id}#/$defs/data`)
      // Another type of key is noticed: a schema that took anything would prove nothing.
      expect(validate({ ...envelope, data: { ...envelope.data, key: { k: 1.5 } } }), envelope.type).toBe(false)
    }
    // A boolean has no third value: of two, one was deleted before it could change.
    expect([...validators.keys()].filter((type) => !seen.has(type))).toEqual(['a.t17_k.key-changed'])
    expect(seen.size).toBeGreaterThan(3 * types.length)
  }, 120_000)
})

test(`what is asked about changes has the values that the schemas say: ${voted.length} types`, async () => {
  await write(voted.map(([type, first, other], at) => `SELECT fountain_split.v${at}_k_request_key_change(${quoted(first)}::${type}, ${quoted(other)}::${type});`).join('\n')) // prettier-ignore
  const { rows } = await pools.a.query<{ aggregate: string; key: object }>('SELECT aggregate, key FROM fountain_split.release_request') // prettier-ignore
  expect(rows.length).toBe(voted.length)
  for (const { aggregate, key } of rows) {
    const { text } = services.artifacts.find(({ path }) => path === `services/b/contracts/releases/${aggregate}.schema.json`)! // prettier-ignore
    const schema = JSON.parse(text) as { $id: string }
    const ajv = new Ajv2020({ strict: true, allErrors: true }).addSchema(schema)
    const fits = ajv.validate(`${schema.$id}#/$defs/change`, key)
    expect(fits, `${JSON.stringify(key)}: ${ajv.errorsText()}`).toBe(true)
    for (const name of ['old k', 'new k']) expect(ajv.validate(`${schema.$id}#/$defs/change`, { ...key, [name]: 1.5 }), aggregate).toBe(false) // prettier-ignore
  }
})

/** Through the SDK and back, as other programs would have sent it. */
const ways: Readonly<Record<string, (envelope: Envelope) => Envelope>> = {
  'HTTP, structured': (envelope) => {
    const event = HTTP.toEvent(asHttp(toStructured(envelope))) as CloudEvent
    return fromHttp(HTTP.structured(event))
  },
  'HTTP, binary': (envelope) => fromHttp(HTTP.binary(HTTP.toEvent(asHttp(toBinary(envelope, cloudEventsBindings.http))) as CloudEvent)), // prettier-ignore
  'Kafka, structured': (envelope) => fromKafka(Kafka.structured(Kafka.toEvent(asKafka(toStructured(envelope), envelope)) as never)), // prettier-ignore
  'Kafka, binary': (envelope) => fromKafka(Kafka.binary(Kafka.toEvent(asKafka(toBinary(envelope, cloudEventsBindings.kafka), envelope)) as never)), // prettier-ignore
}

const asHttp = ({ contentType, headers, body }: CloudEventsMessage) => ({ headers: { 'content-type': contentType, ...headers }, body }) // prettier-ignore
const asKafka = (message: CloudEventsMessage, { partitionkey }: Envelope) => ({ ...asHttp(message), value: message.body, key: partitionkey, timestamp: undefined }) as never // prettier-ignore

function fromHttp({ headers, body }: { headers: object; body: unknown }): Envelope {
  const { 'content-type': contentType, ...rest } = headers as Record<string, string>
  return fromMessage({ contentType: contentType!, headers: rest, body: body as string }, cloudEventsBindings.http)
}

function fromKafka({ headers, value }: { headers: object; value: unknown }): Envelope {
  const { 'content-type': contentType, ...rest } = headers as Record<string, string>
  const body = typeof value === 'string' ? value : JSON.stringify(value)
  return fromMessage({ contentType: contentType!, headers: rest, body }, cloudEventsBindings.kafka)
}

describe('messages that went through the CloudEvents SDK', () => {
  test.each(Object.keys(ways))('%s: what arrives is what was sent', (way) => {
    // The SDK neither encodes nor decodes what HTTP's headers cannot hold.
    const ascii = published.filter(
      ({ subject }) => way !== 'HTTP, binary' || /^[\x21\x23\x24\x26-\x7e]+$/.test(subject),
    )
    expect(ascii.length).toBeGreaterThan(published.length / 2)
    for (const envelope of ascii) expect(ways[way]!(envelope)).toEqual(envelope)
  })

  test('move the rows of the service that receives them', async () => {
    const { home, replicas } = services.descriptions['b']!
    const consumer = new Consumer({ pool: pools.b, home, replicas })
    const kinds = Object.values(ways)
    let sent = 0
    const relay = relayTo({
      publish: (batch) => consumer.receive(batch.map((envelope) => kinds[sent++ % kinds.length]!(envelope))),
    })
    await write(`INSERT INTO a.t1 VALUES (71), (72), (73); INSERT INTO a.pair VALUES (7, 'one'), (8, 'two')`)
    await relay.drain()
    await consumer.drain()
    await pools.b.query(`INSERT INTO b.r1 VALUES (1, 71), (2, 72), (3, 73); INSERT INTO b.pair VALUES (7, 'one'), (8, 'two')`) // prettier-ignore
    await write(`DELETE FROM a.t1 WHERE k = 71; UPDATE a.t1 SET k = 82 WHERE k = 72; DELETE FROM a.pair WHERE x = 7; UPDATE a.pair SET "y z" = 'three' WHERE x = 8`) // prettier-ignore
    await relay.drain()
    await consumer.drain()
    expect((await pools.b.query('SELECT n, k FROM b.r1 ORDER BY n')).rows).toEqual([
      { n: 1, k: null },
      { n: 2, k: 82 },
      { n: 3, k: 73 },
    ])
    expect((await pools.b.query('SELECT x, y FROM b.pair')).rows).toEqual([{ x: '8', y: 'three' }])
    expect(sent).toBeGreaterThan(8)
  })
})
