// A large schema as pg_dump would write it, the same for the same number of tables: about 1 KB a table, twenty schemas.
//   node scripts/bench/make-large-schema.mjs 10000 > large.sql
import { fileURLToPath } from 'node:url'

const areas = 'accounts billing catalog content customers delivery events finance identity inventory'.split(' ')
const moreAreas = 'logistics marketing messages orders partners payments pricing reports search support'.split(' ')
const schemas = [...areas, ...moreAreas]
// A relation's name is one word of each list; the first of the last two is none.
const things =
  'address article batch booking campaign contract coupon device document entry invoice item label letter locker member offer package parcel voucher'.split(
    ' ',
  )
const parts =
  'approval attempt category change comment detail event history line log note option part revision setting share state tag version visit'.split(
    ' ',
  )
const qualities =
  ' active archived blocked bulk central daily domestic draft early express external foreign gross hidden imported internal late legal local manual monthly partial regional shared'.split(
    ' ',
  )
const ages = ' old legacy past former first interim second future new'.split(' ')
const columns = [
  ['title', 'character varying(200)'],
  ['description', 'text'],
  ['amount', 'numeric(12,2) DEFAULT 0 NOT NULL'],
  ['quantity', 'integer DEFAULT 1 NOT NULL'],
  ['is_active', 'boolean DEFAULT true NOT NULL'],
  ['payload', "jsonb DEFAULT '{}'::jsonb"],
  ['token', 'uuid DEFAULT gen_random_uuid()'],
  ['valid_from', 'date'],
  ['position', 'smallint'],
  ['email', 'character varying(320)'],
]
const rules = ['', '', ' ON DELETE CASCADE', ' ON DELETE SET NULL', ' ON UPDATE CASCADE ON DELETE RESTRICT']

/** mulberry32: numbers from 0 to 1, the same for the same seed. */
function random(seed) {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
}

function heading(name, type, schema) {
  return `\n\n--\n-- Name: ${name}; Type: ${type}; Schema: ${schema}; Owner: app\n--\n\n`
}

/** A hundred thousand different names, and the words of one mixed over all schemas. */
function nameOf(number) {
  const part = Math.floor(number / 20)
  const thing = number + part
  const quality = Math.floor(number / 400)
  const age = Math.floor(number / 10_000)
  const words = [ages[age % 10], qualities[quality % 25], things[thing % 20], parts[part % 20]]
  return words.filter((word) => word !== '').join('_')
}

function describeTables(count, next) {
  const pick = (list) => list[Math.floor(next() * list.length)]
  return Array.from({ length: count }, (_, number) => {
    const schema = schemas[number % schemas.length]
    const name = nameOf(number)
    const own = columns.filter(() => next() < 0.1)
    const references = []
    // Two in three have keys; one key in four crosses into another schema.
    for (let left = Math.floor(next() * 3); left > 0 && number > schemas.length; left--) {
      const steps = Math.floor(next() * Math.min(number, 2000))
      const near = number - steps - 1
      const other = next() < 0.25 ? near : near - ((near - number) % schemas.length)
      if (other >= 0) references.push({ other, column: `ref${left}_id`, rule: pick(rules) })
    }
    const tags = { comment: next() < 0.1, index: next() < 0.25, mood: next() < 0.05, serial: next() < 0.12 }
    return { number, schema, name, own, references, ...tags }
  })
}

/** Pieces of the text; a statement is a piece that starts with no `-` or white space. */
export function* makeLargeSchema(count) {
  const tables = describeTables(count, random(20))
  yield "SET statement_timeout = 0;\nSET client_encoding = 'UTF8';\nSET standard_conforming_strings = on;\n"
  yield "SELECT pg_catalog.set_config('search_path', '', false);"
  for (const schema of schemas) {
    yield heading(schema, 'SCHEMA', '-')
    yield `CREATE SCHEMA ${schema};`
    yield heading('mood', 'TYPE', schema)
    yield `CREATE TYPE ${schema}.mood AS ENUM (\n    'new',\n    'open',\n    'closed'\n);`
    yield heading('touch()', 'FUNCTION', schema)
    yield `CREATE FUNCTION ${schema}.touch() RETURNS trigger\n    LANGUAGE plpgsql\n    AS $$\nBEGIN\n  NEW.updated_at := now();\n  RETURN NEW;\nEND;\n$$;`
  }
  for (const table of tables) yield* writeTable(table, tables)
  for (const { schema, name, serial } of tables) {
    if (!serial) continue
    yield heading(`${name} id`, 'DEFAULT', schema)
    yield `ALTER TABLE ONLY ${schema}.${name} ALTER COLUMN id SET DEFAULT nextval('${schema}.${name}_id_seq'::regclass);`
  }
  for (const { schema, name } of tables) {
    yield heading(`${name} ${name}_pkey`, 'CONSTRAINT', schema)
    yield `ALTER TABLE ONLY ${schema}.${name}\n    ADD CONSTRAINT ${name}_pkey PRIMARY KEY (id);`
  }
  for (const { schema, name, index } of tables) {
    if (!index) continue
    yield heading(`${name}_created_idx`, 'INDEX', schema)
    yield `CREATE INDEX ${name}_created_idx ON ${schema}.${name} USING btree (created_at);`
  }
  for (const { schema, name, number } of tables) {
    if (number % 40 !== 0) continue
    yield heading(`${name} touch`, 'TRIGGER', schema)
    yield `CREATE TRIGGER touch BEFORE UPDATE ON ${schema}.${name} FOR EACH ROW EXECUTE FUNCTION ${schema}.touch();`
  }
  for (const { schema, name, references } of tables) {
    for (const { other, column, rule } of references) {
      const { schema: where, name: what } = tables[other]
      yield heading(`${name} ${name}_${column}_fkey`, 'FK CONSTRAINT', schema)
      yield `ALTER TABLE ONLY ${schema}.${name}\n    ADD CONSTRAINT ${name}_${column}_fkey FOREIGN KEY (${column}) REFERENCES ${where}.${what}(id)${rule};`
    }
  }
  for (const schema of schemas) {
    yield heading(`SCHEMA ${schema}`, 'ACL', '-')
    yield `GRANT USAGE ON SCHEMA ${schema} TO app;`
  }
  yield '\n\n--\n-- PostgreSQL database dump complete\n--\n'
}

function* writeTable({ number, schema, name, own, references, comment, mood, serial }, tables) {
  const definitions = [
    'id bigint NOT NULL',
    ...own.map((column) => column.join(' ')),
    ...(mood ? [`mood ${schema}.mood DEFAULT 'new'::${schema}.mood NOT NULL`] : []),
    ...references.map(({ column }) => `${column} bigint`),
    'created_at timestamp with time zone DEFAULT now() NOT NULL',
    'updated_at timestamp with time zone',
    ...(own.length > 5 ? [`CONSTRAINT ${name}_check CHECK ((updated_at >= created_at))`] : []),
  ]
  yield heading(name, 'TABLE', schema)
  yield `CREATE TABLE ${schema}.${name} (\n    ${definitions.join(',\n    ')}\n);`
  yield '\n\n\n'
  yield `ALTER TABLE ${schema}.${name} OWNER TO app;`
  if (comment) {
    yield heading(`TABLE ${name}`, 'COMMENT', schema)
    yield `COMMENT ON TABLE ${schema}.${name} IS 'What ${name} keeps, for whom, and since when';`
  }
  if (serial) yield* writeSequence(schema, name)
  const reference = references[0]
  if (number % 20 !== 0 || reference === undefined) return
  const { schema: where, name: what } = tables[reference.other]
  yield heading(`${name}_overview`, 'VIEW', schema)
  yield `CREATE VIEW ${schema}.${name}_overview AS\n SELECT a.id,\n    a.created_at,\n    b.created_at AS other_created_at\n   FROM (${schema}.${name} a\n     JOIN ${where}.${what} b ON ((b.id = a.${reference.column})));`
}

function* writeSequence(schema, name) {
  yield heading(`${name}_id_seq`, 'SEQUENCE', schema)
  yield `CREATE SEQUENCE ${schema}.${name}_id_seq\n    START WITH 1\n    INCREMENT BY 1\n    NO MINVALUE\n    NO MAXVALUE\n    CACHE 1;`
  yield heading(`${name}_id_seq`, 'SEQUENCE OWNED BY', schema)
  yield `ALTER SEQUENCE ${schema}.${name}_id_seq OWNED BY ${schema}.${name}.id;`
}

if (process.argv[1] === fileURLToPath(import.meta.url))
  for (const piece of makeLargeSchema(Number(process.argv[2] ?? 10_000))) process.stdout.write(piece)
