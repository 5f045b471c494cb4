import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { loadScript } from '../load/load-script.ts'
import type { ScratchServer } from '../scratch/scratch-server.ts'
import { startScratchServer } from '../scratch/start-scratch-server.ts'
import type { LearntRows } from './learn-rows.ts'
import { learnRows } from './learn-rows.ts'
import { nextTransaction } from './next-transaction.ts'
import { readShapes } from './read-shapes.ts'
import type { RelationShape } from './relation-shape.ts'
import { SeededRandom } from './seeded-random.ts'

const schema = `
CREATE EXTENSION citext;
CREATE SCHEMA "Odd ""one""";
CREATE TYPE mood AS ENUM ('sad', 'ok', 'it''s fine');
CREATE TYPE pair AS (a integer, b text);
CREATE DOMAIN web AS text CONSTRAINT is_http CHECK (VALUE ~ '^https?://[^[:space:]]+$');
CREATE DOMAIN percent AS numeric(5,2) NOT NULL CHECK (VALUE BETWEEN 40 AND 60);
CREATE DOMAIN code AS char(3) CHECK (VALUE ~ '^[A-Z]{3}$');

CREATE TABLE every_type (
  a smallint, b bigint NOT NULL, c numeric(6,2), d real, e money, f text, g varchar(2), h char(4), i "char", j name, k citext,
  l date, m timestamp, n timestamptz, o time, p timetz, q interval, r uuid, s bytea, t inet, u cidr, v macaddr, w json, x jsonb,
  y xml, z bit(3), aa varbit(4), ab point, ac box, ad circle, ae tsvector, af pg_lsn, ag integer[], ah text[], ai int4range,
  aj tstzrange, ak int4multirange, al mood, am pair, an mood[], ao web, ap bool, aq jsonpath, ar web[]
);
CREATE TABLE checked (
  id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  twice integer GENERATED ALWAYS AS (id * 2) STORED,
  page web NOT NULL, share percent, country code UNIQUE NOT NULL,
  mail text NOT NULL CHECK (mail ~* '^[A-Z0-9._%+-]+@[A-Z0-9.-]+\\.[A-Z]{2,}$'),
  kind text NOT NULL CHECK (kind IN ('one', 'two')),
  zip text NOT NULL CHECK (char_length(zip) = 5),
  year integer NOT NULL CHECK (year >= 1900 AND year < 2100),
  "from" date NOT NULL, until date NOT NULL, CHECK (until > "from"),
  one text, other text, CHECK ((one IS NULL) <> (other IS NULL)),
  label text NOT NULL CHECK (label LIKE 'A-%')
);
CREATE TABLE "Odd ""one"""."T;--" ("a b" integer PRIMARY KEY, "select" text NOT NULL DEFAULT 'x', CHECK ("select" <> ''));
CREATE TABLE parted (id integer, kind text NOT NULL, PRIMARY KEY (id, kind)) PARTITION BY LIST (kind);
CREATE TABLE parted_one PARTITION OF parted FOR VALUES IN ('k1', 'k2');
CREATE TABLE ranged (at date NOT NULL, n integer) PARTITION BY RANGE (at);
CREATE TABLE ranged_1 PARTITION OF ranged FOR VALUES FROM ('2030-05-01') TO ('2030-06-01') PARTITION BY RANGE (n);
CREATE TABLE ranged_1_1 PARTITION OF ranged_1 FOR VALUES FROM (500) TO (600);
CREATE FUNCTION no_odd() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN IF NEW.n % 2 = 1 THEN RAISE ''odd''; END IF; RETURN NEW; END';
CREATE TABLE guarded (n integer NOT NULL REFERENCES checked (id));
CREATE TRIGGER no_odd BEFORE INSERT ON guarded FOR EACH ROW EXECUTE FUNCTION no_odd();
CREATE TABLE closed (n integer CHECK (n > 3 AND n < 2));
ALTER TABLE closed ALTER n SET NOT NULL;
CREATE TABLE empty ();
`

let server: ScratchServer
let client: pg.Client
let shapes: ReadonlyMap<string, RelationShape>
let learnt: LearntRows

beforeAll(async () => {
  server = await startScratchServer()
  const { url } = await server.createDatabase('learn')
  client = new pg.Client({ connectionString: url })
  await client.connect()
  await loadScript(client, schema)
  shapes = await readShapes(client)
  learnt = await learnRows(client, shapes)
})
afterAll(async () => {
  await client?.end()
  await server?.stop()
})

const keyed = <Value>(map: ReadonlyMap<string, Value>) =>
  Object.fromEntries([...map].map(([key, value]) => [key.replace('\0', '.'), value]))

describe('rows of any schema', () => {
  test('every relation that can have a row gets some; of one that cannot, the refusal is told', () => {
    expect(keyed(learnt.unknown)).toEqual({
      'public.closed': expect.stringMatching(/violates (check|not-null) constraint/),
    })
    expect(Object.keys(keyed(learnt.samples))).toEqual([
      'Odd "one".T;--',
      'public.checked',
      'public.empty',
      'public.every_type',
      'public.guarded',
      'public.parted',
      'public.ranged',
    ])
  })

  test('every type has values', () => {
    const { values } = keyed(learnt.samples)['public.every_type']!
    const without = Object.entries(values).filter(([, all]) => all.filter((value) => value !== null).length < 2)
    expect(without.map(([name]) => name)).toEqual([])
  })

  test('a key has many values, and all of them satisfy its pattern', () => {
    const { values } = keyed(learnt.samples)['public.checked']!
    expect(values['country']!.length).toBeGreaterThan(15)
    expect(values['country']!.every((value) => /^[A-Z]{3}$/.test(value!))).toBe(true)
    expect(values).not.toHaveProperty('twice')
  })

  test('nothing stays of what was tried', async () => {
    const { rows } = await client.query('SELECT (SELECT count(*) FROM checked) AS rows, (SELECT count(*) FROM pg_constraint WHERE contype = $1) AS keys', ['f']) // prettier-ignore
    expect(rows).toEqual([{ rows: '0', keys: '1' }])
  })

  test('transactions that are drawn of it know every value that they tell', () => {
    const known = new Map([...shapes].filter(([key]) => learnt.samples.has(key)))
    const scene = { shapes: known, samples: learnt.samples, serviceOf: () => 'one', weightOf: () => 1 }
    const random = new SeededRandom(1)
    const drawn = Array.from({ length: 3000 }, () => nextTransaction(scene, new Map(), random))
    for (const operation of drawn.flat()) {
      const values = operation.kind === 'insert' ? operation.rows : operation.kind === 'shift' ? [] : [operation.where, operation.kind === 'update' ? operation.set : {}] // prettier-ignore
      for (const each of values) expect(Object.values(each)).not.toContain(undefined)
    }
  })

  test('the same is learnt again', async () => {
    expect(await learnRows(client, shapes)).toEqual(learnt)
  })
})
