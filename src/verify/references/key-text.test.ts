import fc from 'fast-check'
import type pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { canonicalKey, textSettings } from '../../emit/reference-sql/key-text.ts'
import type { KeyColumn } from '../../emit/reference-sql/reference-value.ts'
import { sql } from '../../print/sql.ts'
import type { ScratchServer } from '../scratch/scratch-server.ts'
import { startScratchServer } from '../scratch/start-scratch-server.ts'
import { column, withClient } from './split-pair.test-support.ts'

let server: ScratchServer
let url = ''

beforeAll(async () => {
  server = await startScratchServer()
  url = (await server.createDatabase('keys')).url
  await withClient(url, (client) =>
    client.query(`CREATE EXTENSION IF NOT EXISTS citext; CREATE EXTENSION IF NOT EXISTS hstore;
      CREATE COLLATION insensitive (provider = icu, locale = 'und-u-ks-level2', deterministic = false);
      CREATE TYPE mood AS ENUM ('glad', 'sad'); CREATE DOMAIN price AS numeric`),
  )
})

afterAll(() => server?.stop())

/** Values that are likely to be equal and written differently, as SQL accepts them for the type. */
const digits = fc.integer({ min: -3, max: 3 })
const letters = fc.string({ unit: fc.constantFrom('a', 'A', 'b', 'ß', 'é', ' ', '"', '\\', ':', "'"), maxLength: 3 })
const scaled = fc.tuple(digits, fc.constantFrom('', '.0', '.00', '.5', '.50')).map(([whole, rest]) => `${whole}${rest}`)
const numbers = fc.oneof(scaled, fc.constantFrom('-0', '0', '0.0', 'NaN', '1e2', '100', '100.0'))
const insensitive = { collation: { schema: 'public', name: 'insensitive' }, deterministic: false }

const kinds: readonly (readonly [KeyColumn, fc.Arbitrary<string>])[] = [
  [column('k', 'integer'), digits.map(String)],
  [column('k', 'bigint'), fc.constantFrom('9223372036854775807', '-9223372036854775808', '9223372036854775806', '07')],
  [column('k', 'numeric'), numbers],
  [column('k', 'public.price', { base: 'numeric' }), numbers],
  [column('k', 'numeric(10,2)'), scaled],
  [column('k', 'double precision'), fc.oneof(numbers, fc.constantFrom('Infinity', '0.1', '0.10000000000000001'))],
  [column('k', 'real'), fc.oneof(numbers, fc.constantFrom('0.1', '0.100000001'))],
  [column('k', 'character(6)'), letters],
  [column('k', 'character varying(6)'), letters],
  [
    column('k', 'text'),
    fc.oneof(
      letters,
      letters.map((text) => text.repeat(100)),
      fc.constant('sha256:a'),
    ),
  ],
  [column('k', 'text', insensitive), letters],
  [column('k', 'character varying(6)', insensitive), letters],
  [column('k', 'public.citext', { base: 'citext' }), letters],
  [
    column('k', 'uuid'),
    fc.constantFrom(
      'A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11',
      '{a0eebc999c0b4ef8bb6d6bb9bd380a11}',
      'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a12',
    ),
  ],
  [
    column('k', 'timestamp with time zone'),
    fc.constantFrom(
      '2024-01-01 12:00+00',
      '2024-01-01 13:00+01',
      '2024-01-01 12:00+01',
      'infinity',
      '2024-06-01 00:00-09:30',
    ),
  ],
  [
    column('k', 'timestamp without time zone'),
    fc.constantFrom('2024-01-01', '2024-01-01 00:00:00.000000', '2024-01-02'),
  ],
  [column('k', 'date'), fc.constantFrom('2024-01-02', 'January 2, 2024', '2024-02-01')],
  [column('k', 'time with time zone'), fc.constantFrom('12:00+00', '13:00+01', '12:00+01')],
  [
    column('k', 'interval'),
    fc.constantFrom(
      '1 month',
      '30 days',
      '720 hours',
      '1 year',
      '12 months',
      '360 days',
      '-1 day',
      '-24 hours',
      '1 day 0.5 seconds',
    ),
  ],
  [column('k', 'boolean'), fc.constantFrom('true', 'f', 'yes', 'off')],
  [column('k', 'bytea'), fc.constantFrom('\\x00', '\\x0001', '\\000', 'a', '\\x61')],
  [column('k', 'money'), fc.constantFrom('1', '1.00', '$1.00', '2')],
  [column('k', 'inet'), fc.constantFrom('10.0.0.1', '10.0.0.1/32', '10.0.0.1/8', '::1', '0:0::1')],
  [column('k', 'jsonb'), fc.constantFrom('1.0', '1.00', '{"a":1,"b":2}', '{"b": 2, "a": 1.0}', '"1"', 'null')],
  [column('k', 'tsvector'), fc.constantFrom('a b', 'b a', 'a:1 b', 'a')],
  [column('k', 'tsquery'), fc.constantFrom('a & b', 'b & a', 'a&b', 'a')],
  [column('k', 'bit(2)[]', { base: 'bit[]' }), fc.constantFrom('{01}', '{"01"}', '{10}', '{NULL}', '[2:2]={01}')],
  [column('k', 'bit varying[]'), fc.constantFrom('{01}', '{"01"}', '{1}', '{}')],
  [column('k', 'money[]'), fc.constantFrom('{1}', '{1.00}', '{$1.00}', '{2}')],
  [column('k', 'numeric[]'), fc.constantFrom('{1.0}', '{1.00}', '{1,2}', '{}', '{NULL}')],
  [column('k', 'numrange'), fc.constantFrom('[1.0,2)', '[1,2.0)', '[1,2]', 'empty')],
  [column('k', 'public.mood', { base: 'public.mood' }), fc.constantFrom('glad', 'sad')],
  [column('k', 'public.hstore', { base: 'public.hstore' }), fc.constantFrom('a=>1', '"a" => "1"', 'a=>2')],
]

/** Asks PostgreSQL about two keys, `a` and `b`: are they equal, and are their texts? */
async function compare(
  client: pg.ClientBase,
  columns: readonly KeyColumn[],
  a: readonly string[],
  b: readonly string[],
): Promise<{ equal: boolean; same: boolean }> {
  const names = columns.map((_, at) => `c${at}`)
  const values = (key: readonly string[], first: number) =>
    key.map((_, at) => `$${first + at}::text::${columns[at]!.type}`)
  const definition = columns.map(({ type, collation }, at) => {
    const collate = collation === undefined ? '' : ` COLLATE ${collation.schema}.${collation.name}`
    return `c${at} ${type}${collate}`
  })
  const text = (row: string) => canonicalKey(columns, (at) => sql`${row}.${names[at]!}`).text
  await client.query(`CREATE TEMP TABLE IF NOT EXISTS pair (side text, ${definition.join(', ')}); DELETE FROM pair`)
  await client.query(
    `INSERT INTO pair VALUES ('a', ${values(a, 1).join(', ')}), ('b', ${values(b, a.length + 1).join(', ')})`,
    [...a, ...b],
  )
  const equal = names.map((name) => `a.${name} = b.${name}`).join(' AND ')
  const { rows } = await client.query(
    `SELECT ${equal} AS equal, ${text('a')} = ${text('b')} AS same FROM pair AS a, pair AS b WHERE a.side = 'a' AND b.side = 'b'`,
  )
  return rows[0]
}

async function holds(
  columns: readonly KeyColumn[],
  pairs: fc.Arbitrary<readonly [readonly string[], readonly string[]]>,
): Promise<{ equal: number; runs: number }> {
  const seen = { equal: 0, runs: 0 }
  await withClient(url, async (client) => {
    // Settings of whoever writes; the functions pin what the texts depend on.
    await client.query(`SET DateStyle = 'German'; SET TimeZone = 'Asia/Kathmandu'; SET IntervalStyle = 'iso_8601'`)
    for (const each of textSettings(columns)) await client.query(each.text)
    await fc.assert(
      fc.asyncProperty(pairs, async ([a, b]) => {
        const { equal, same } = await compare(client, columns, a, b)
        seen.runs++
        if (equal) seen.equal++
        expect({ a, b, same }).toEqual({ a, b, same: equal })
      }),
      { numRuns: 150 },
    )
  })
  return seen
}

describe('a key as text is the same exactly where PostgreSQL says that the keys are equal', () => {
  test.each(
    kinds.map(([of, values]) => [`${of.type}${of.deterministic ? '' : ' (non-deterministic)'}`, of, values] as const),
  )('%s', async (_, of, values) => {
    const key = values.map((value) => [value])
    const { equal, runs } = await holds([of], fc.tuple(key, key))
    // Both answers were given, or the test proves nothing.
    expect(runs - equal).toBeGreaterThan(0)
    expect(equal).toBeGreaterThan(0)
  })

  test('keys of several columns, whose texts could be taken for one another’s', async () => {
    const part = fc.constantFrom('a', 'a","b', '', '"', 'b', '\\')
    const columns = [column('a', 'text'), column('b', 'text'), column('c', 'numeric')]
    const number = fc.constantFrom('1', '1.0', '2')
    const key = fc.tuple(part, part, number)
    // Two of chance are hardly ever equal.
    const alike = fc.tuple(key, number).map(([[a, b, c], d]) => [[a, b, c], [a, b, d]] as const) // prettier-ignore
    const { equal, runs } = await holds(columns, fc.oneof(fc.tuple(key, key), alike))
    expect(equal).toBeGreaterThan(0)
    expect(runs).toBeGreaterThan(equal)
  })
})
