import { expect, test } from 'vitest'
import { splitSql } from '../split-sql.test-support.ts'
import { valueSchema } from './value-schema.ts'

const shop = `
  CREATE SCHEMA people; CREATE SCHEMA shop; CREATE SCHEMA post;
  CREATE TYPE people.mood AS ENUM ('glad', 'sad');
  CREATE DOMAIN people.code AS varchar(8);
  CREATE TABLE people.person (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, code people.code, mood people.mood, UNIQUE (mood, code));
  CREATE TABLE shop.basket (
    owner bigint CONSTRAINT basket_owner REFERENCES people.person ON DELETE CASCADE,
    m people.mood, c varchar(8),
    CONSTRAINT basket_person FOREIGN KEY (c, m) REFERENCES people.person (code, mood) ON DELETE SET NULL ON UPDATE SET NULL
  );
  CREATE TABLE post.letter (recipient bigint CONSTRAINT letter_recipient REFERENCES people.person ON DELETE SET NULL);`

test('each referenced key has a contract: its events, its exact values, whom it concerns, what it stands for', async () => {
  const { contracts } = await splitSql(shop)
  expect(contracts).toEqual([
    {
      aggregate: 'people.person_code_mood',
      service: 'people',
      key: 'person_code_mood',
      schema: 'people',
      relation: 'person',
      columns: [
        { name: 'code', type: 'character varying(8)', value: { type: 'string', maxLength: 8 } },
        { name: 'mood', type: 'people.mood', value: { type: 'string', enum: ['glad', 'sad'] } },
      ],
      events: [
        'people.person_code_mood.created',
        'people.person_code_mood.key-changed',
        'people.person_code_mood.deleted',
      ],
      receivers: ['shop'],
      askers: ['shop'],
      voters: [],
      changeVoters: [],
      references: ['shop.basket(c, m) -> people.person(code, mood)'],
    },
    {
      aggregate: 'people.person_id',
      service: 'people',
      key: 'person_id',
      schema: 'people',
      relation: 'person',
      columns: [{ name: 'id', type: 'bigint', value: { type: 'string', pattern: '^(0|-?[1-9]\\d{0,18})$' } }],
      // The key is made by the database, and may not change.
      events: ['people.person_id.created', 'people.person_id.deleted'],
      receivers: ['post', 'shop'],
      askers: ['post', 'shop'],
      voters: [],
      changeVoters: [],
      references: ['post.letter(recipient) -> people.person(id)', 'shop.basket(owner) -> people.person(id)'],
    },
  ])
})

test('who is asked before a key goes, and before it changes; nobody before what may not happen', async () => {
  const sql = `CREATE SCHEMA people; CREATE SCHEMA shop; CREATE SCHEMA post; CREATE TABLE people.person (login text PRIMARY KEY);
    CREATE TABLE shop.basket (owner text REFERENCES people.person ON UPDATE CASCADE);
    CREATE TABLE post.letter (recipient text REFERENCES people.person ON DELETE CASCADE ON UPDATE RESTRICT);`
  const [contract] = (await splitSql(sql)).contracts
  expect(contract).toMatchObject({ voters: ['shop'], changeVoters: ['post'] })
  const [fixed] = (await splitSql(sql, 'references: [{ from: shop.basket(owner), update: refuse }]')).contracts
  expect(fixed).toMatchObject({ voters: ['shop'], changeVoters: [] })
})

test('what is not replaced has no contract, and takes no name from what is', async () => {
  const schemas = ['a', 'b', 'c'].map(
    (schema) => `CREATE SCHEMA ${schema}; CREATE TABLE ${schema}.t (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY);`,
  )
  const sql = (restrict: string) => `${schemas.join('\n')} CREATE SCHEMA shop;
    CREATE TABLE shop.s (a int REFERENCES a.t ON DELETE ${restrict}, b int REFERENCES b.t ON DELETE CASCADE, c int REFERENCES c.t ON DELETE CASCADE);`
  const config = 'services: { people: { schemas: [a, b, c] }, shop: { schemas: [shop] } }'
  const namesOf = async (action: string) => {
    const { contracts } = await splitSql(sql(action), config)
    return new Map(contracts.map(({ schema, aggregate }) => [schema, aggregate]))
  }
  const all = await namesOf('CASCADE')
  expect(new Set(all.values()).size).toBe(3)
  expect(all.get('a')).toBe('people.t_id')
  const fewer = await namesOf('RESTRICT')
  expect(fewer.get('b')).toBe(all.get('b'))
  expect(fewer.get('c')).toBe(all.get('c'))
})

test.each<[string, readonly string[], readonly string[]]>([
  ['numeric(5,2)', ['0.00', '-999.99', 'NaN'], ['1000.00', '1.5', '1', 'Infinity']],
  ['numeric(3,5)', ['0.00123'], ['1.00000', '0.001']],
  ['numeric(2,-3)', ['12000', '0'], ['123456', '1.0']],
  ['numeric', ['0', '1.50', '-Infinity'], ['1e5', '']],
  ['bigint', ['0', '-9223372036854775808'], ['01', '1.0', '-0', '']],
  ['bit(3)', ['101'], ['10', '1011', '102']],
  [
    'timestamp(0) with time zone',
    ['2024-01-01 12:00:00+00', '0044-03-15 12:00:00+00 BC'],
    ['2024-01-01 12:00:00.5+00', '2024-01-01T12:00:00Z'],
  ],
  ['interval day to second(3)', ['-1 days +02:03:04.5'], ['P1D']],
  ['bytea', ['\\x', '\\x00ff'], ['\\x0', 'ff']],
])('%s in JSON', (type, good, bad) => {
  const pattern = new RegExp(valueSchema(type).pattern!, 'u')
  for (const text of good) expect(text).toMatch(pattern)
  for (const text of bad) expect(text).not.toMatch(pattern)
})

test('of arrays, and of types that we do not know, only that they are texts', () => {
  for (const type of ['integer[]', 'numeric(5,2)[]', 'jsonb', 'public.hstore'])
    expect(valueSchema(type)).toEqual({ type: 'string' })
})
