import { describe, expect, test } from 'vitest'
import { judgeExample } from './judge-example.test-support.ts'

// What the examples of the pages leave open: each way into a rule, and each way past it.

const start = `CREATE SCHEMA users;
CREATE SCHEMA orders;
CREATE FUNCTION users.normal(text) RETURNS text LANGUAGE sql IMMUTABLE AS 'SELECT count(*)::text FROM users.account';
CREATE TABLE users.account (id bigint PRIMARY KEY, region text, UNIQUE (id, region));
`

async function found(rule: string, sql: string): Promise<string[]> {
  const { findings } = await judgeExample(start + sql)
  return findings.filter((finding) => finding.rule === rule).map(({ subject }) => subject)
}

describe('crossing-routine', () => {
  test.each([
    ['a default', "CREATE TABLE orders.t (a text DEFAULT users.normal('x'));", 'orders.t(a) -> users.normal(text)'],
    ['a generated column', 'CREATE TABLE orders.t (a text, b text GENERATED ALWAYS AS (users.normal(a)) STORED);', 'orders.t(b) -> users.normal(text)'], // prettier-ignore
    ['a check, whatever its name', "CREATE TABLE orders.t (a text CONSTRAINT c CHECK (users.normal(a) <> ''));", 'check of orders.t(a) -> users.normal(text)'], // prettier-ignore
    ['SQL made at run time', "CREATE TABLE orders.t (); CREATE FUNCTION orders.f() RETURNS void LANGUAGE plpgsql AS $$ BEGIN PERFORM 1 FROM orders.t; EXECUTE format('SELECT %s', now()); END $$;", 'orders.f() -> SQL made at run time'], // prettier-ignore
  ])('%s', async (_, sql, subject) => expect(await found('crossing-routine', sql)).toEqual([subject]))
})

test('crossing-view: a view over one that crosses is not found again', async () => {
  const sql = `CREATE VIEW orders.v AS SELECT id FROM users.account;
CREATE VIEW orders.w AS SELECT id FROM orders.v;
CREATE TABLE orders.t ();`
  expect(await found('crossing-view', sql)).toEqual(['orders.v -> users.account'])
})

describe('unindexed-reference', () => {
  const relation = `CREATE TABLE orders.t (a bigint, r text, b int, FOREIGN KEY (a, r) REFERENCES users.account (id, region));
`
  const subject = 'orders.t(a, r) -> users.account'
  test.each([
    ['no index', '', [subject]],
    ['its columns', 'CREATE INDEX ON orders.t (a, r);', []],
    ['its columns the other way round', 'CREATE INDEX ON orders.t (r, a);', []],
    ['its columns and more', 'CREATE INDEX ON orders.t (a, r, b);', []],
    ['not first', 'CREATE INDEX ON orders.t (b, a, r);', [subject]],
    ['one of its columns', 'CREATE INDEX ON orders.t (a);', [subject]],
    ['an expression first', 'CREATE INDEX ON orders.t (lower(r), a, r);', [subject]],
    ['some rows only', 'CREATE INDEX ON orders.t (a, r) WHERE b > 0;', [subject]],
    ['a unique constraint', 'ALTER TABLE orders.t ADD UNIQUE (r, a, b);', []],
    ['a primary key', 'ALTER TABLE orders.t ADD PRIMARY KEY (a, r);', []],
    ['a check', 'ALTER TABLE orders.t ADD CHECK (a > 0 AND r <> chr(0));', [subject]],
    ['an index that was dropped', 'CREATE INDEX i ON orders.t (a, r); DROP INDEX orders.i;', [subject]],
  ])('%s', async (_, sql, subjects) => expect(await found('unindexed-reference', relation + sql)).toEqual(subjects))
})

describe('natural-key-reference', () => {
  test.each([
    ['text', 'code text PRIMARY KEY', 1],
    ['a date', 'code date PRIMARY KEY', 1],
    ['an integer', 'code integer PRIMARY KEY', 0],
    ['a uuid', 'code uuid PRIMARY KEY', 0],
    ['text that the database makes', 'code text PRIMARY KEY DEFAULT gen_random_uuid()', 0],
    ['an identity', 'code bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY', 0],
  ])('%s', async (_, column, count) => {
    const type = /code (\w+)/.exec(column)![1]!
    const sql = `CREATE TABLE users.c (${column}); CREATE TABLE orders.t (c ${type} REFERENCES users.c);`
    expect(await found('natural-key-reference', sql)).toHaveLength(count)
  })

  test('the types are the user’s to name', async () => {
    const sql = `CREATE SCHEMA users; CREATE TABLE users.a (c integer PRIMARY KEY); CREATE TABLE users.b (c text PRIMARY KEY);
CREATE SCHEMA orders; CREATE TABLE orders.t (a integer REFERENCES users.a, b text REFERENCES users.b);`
    const config = 'lint: { options: { natural-key-reference: { types: [integer] } } }'
    const { findings } = await judgeExample(sql, { config })
    const natural = findings.filter(({ rule }) => rule === 'natural-key-reference')
    expect(natural.map(({ subject }) => subject)).toEqual(['orders.t(a) -> users.a'])
  })
})

test.each([
  ['no action', 0],
  ['restrict', 0],
  ['cascade', 1],
  ['set null', 1],
  ['set default', 1],
])('unstable-referenced-key: ON UPDATE %s', async (action, count) => {
  const sql = `CREATE TABLE orders.t (a bigint REFERENCES users.account ON UPDATE ${action});`
  expect(await found('unstable-referenced-key', sql)).toHaveLength(count)
})

describe('unassigned-relation', () => {
  test('not of temporary tables', async () => {
    const { findings } = await judgeExample('CREATE TEMPORARY TABLE t ();\nCREATE TABLE users.a ();', {
      config: 'services: { users: { schemas: [users] } }',
    })
    expect(findings).toEqual([])
  })
})

test('service-circle: told at a coupling of the circle', async () => {
  const sql = `CREATE SCHEMA aside;
CREATE TABLE aside.item (a bigint REFERENCES users.account);
CREATE TABLE orders.t (id bigint PRIMARY KEY, a bigint REFERENCES users.account);
ALTER TABLE users.account ADD COLUMN t bigint REFERENCES orders.t;`
  const { findings } = await judgeExample(start + sql)
  const circle = findings.filter(({ rule }) => rule === 'service-circle')
  expect(circle.map(({ subject, evidence }) => [subject, evidence?.text])).toEqual([['orders, users', 'REFERENCES users.account']]) // prettier-ignore
  expect(circle[0]!.evidence!.line).toBe(7)
})
