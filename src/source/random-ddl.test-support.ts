import fc from 'fast-check'
import { beside } from './random-objects.test-support.ts'
import {
  actions,
  cascade,
  column,
  columnList,
  columns,
  constraintName,
  deferrals,
  join,
  listOf,
  names,
  pick,
  schemas,
  table,
  type,
} from './random-words.test-support.ts'

// Random DDL over few names, so that statements meet: most are refused by PostgreSQL, the rest make a history.

const references = join(
  'REFERENCES',
  table,
  pick(['', '(a)', '(b)', '(a)']),
  pick(['', '', 'MATCH FULL']),
  pick(actions),
  pick(deferrals),
)
const columnConstraint = join(
  constraintName,
  fc.oneof(
    pick(['NOT NULL', 'PRIMARY KEY', 'UNIQUE', 'UNIQUE DEFERRABLE', 'NULL', 'DEFAULT NULL', 'DEFAULT 7']),
    join('CHECK (', column, 'IS NOT NULL )'),
    references,
  ),
)
const columnDefinition = (name: fc.Arbitrary<string>): fc.Arbitrary<string> =>
  fc.oneof(
    {
      weight: 8,
      arbitrary: join(
        name,
        type,
        fc.array(columnConstraint, { maxLength: 2 }).map((items) => items.join(' ')),
      ),
    },
    { weight: 1, arbitrary: join(name, pick(['serial', 'bigserial PRIMARY KEY', 'smallserial'])) },
    { weight: 1, arbitrary: join(name, 'int GENERATED', pick(['ALWAYS', 'BY DEFAULT']), 'AS IDENTITY') },
    { weight: 1, arbitrary: join(name, 'int GENERATED ALWAYS AS (', pick(['a + 1', 'b', '1']), ') STORED') },
  )
const tableConstraint = join(
  constraintName,
  fc.oneof(
    join('PRIMARY KEY (', columnList, ')', pick(deferrals)),
    join('UNIQUE (', columnList, ')', pick(['', '', 'INCLUDE (c)']), pick(deferrals)),
    join(
      'CHECK (',
      column,
      pick(['IS NOT NULL', 'IS NULL', 'IS NOT NULL AND a IS NOT NULL', 'IS NOT NULL OR 1 = 1']),
      ')',
    ),
    join('CHECK ( 1 > 0 )'),
    join('EXCLUDE USING btree (', pick(['a WITH =', '(abs(a)) WITH =, b WITH =']), ')'),
    join(
      'FOREIGN KEY (',
      columnList,
      ') REFERENCES',
      table,
      pick(['', '(a)', '(a, b)', '(b, a)']),
      pick(actions),
      pick(deferrals),
      pick(['', '', 'NOT VALID']),
    ),
  ),
)
const like = join(
  'LIKE',
  table,
  fc
    .array(
      pick([
        'INCLUDING ALL',
        'INCLUDING INDEXES',
        'INCLUDING DEFAULTS',
        'INCLUDING CONSTRAINTS',
        'INCLUDING IDENTITY',
        'EXCLUDING INDEXES',
        'INCLUDING GENERATED',
      ]),
      { maxLength: 2 },
    )
    .map((items) => items.join(' ')),
)
const elements = fc
  .tuple(
    fc
      .subarray(columns, { minLength: 1 })
      .chain((chosen) => fc.tuple(...chosen.map((name) => columnDefinition(fc.constant(name))))),
    fc.array(fc.oneof({ weight: 5, arbitrary: tableConstraint }, { weight: 1, arbitrary: like }), { maxLength: 3 }),
  )
  .map(([defined, more]) => [...defined, ...more].join(', '))
const plainElements = fc.constant('a int NOT NULL, b int NOT NULL, c text')

const createTable = fc.oneof(
  { weight: 4, arbitrary: join('CREATE TABLE', pick(['', 'IF NOT EXISTS']), table, '(', elements, ')') },
  {
    weight: 3,
    arbitrary: join(
      'CREATE TABLE',
      table,
      '(',
      plainElements,
      fc.oneof(
        fc.constant(''),
        tableConstraint.map((text) => `, ${text}`),
      ),
      ')',
      pick(['', 'PARTITION BY LIST (a)', 'PARTITION BY RANGE (a)']),
    ),
  },
  {
    weight: 2,
    arbitrary: join(
      'CREATE TABLE',
      table,
      'PARTITION OF',
      table,
      pick(['', '(b DEFAULT 3)', '(PRIMARY KEY (a))', '(CHECK (b > 0))', '(b UNIQUE)']),
      pick(['DEFAULT', 'FOR VALUES IN (1)', 'FOR VALUES FROM (1) TO (5)', 'FOR VALUES IN (2)']),
      pick(['', '', 'PARTITION BY LIST (a)']),
    ),
  },
  {
    weight: 2,
    arbitrary: join(
      'CREATE TABLE',
      table,
      '(',
      fc.oneof(elements, fc.constant('')),
      ') INHERITS (',
      listOf(table, 1, 2),
      ')',
    ),
  },
  { weight: 1, arbitrary: join('CREATE TABLE', table, 'AS SELECT 1 AS a, 2::bigint AS b') },
)

const subCommand = fc.oneof(
  join('ADD COLUMN', columnDefinition(column)),
  join('ADD', tableConstraint),
  join('ADD', tableConstraint),
  join('DROP COLUMN', pick(['', 'IF EXISTS']), column, cascade),
  join('ALTER', column, 'TYPE', pick(['bigint', 'text', 'varchar(9)', 'int', 'numeric(4)']), pick(['', 'USING NULL'])),
  join(
    'ALTER',
    column,
    pick([
      'SET NOT NULL',
      'DROP NOT NULL',
      'DROP DEFAULT',
      'SET DEFAULT NULL',
      'SET DEFAULT 5',
      'DROP IDENTITY IF EXISTS',
      'ADD GENERATED ALWAYS AS IDENTITY',
      'DROP EXPRESSION',
    ]),
  ),
  join(
    'DROP CONSTRAINT',
    pick([
      'k1',
      '"K 2"',
      't1_pkey',
      't2_pkey',
      't1_a_fkey',
      't2_a_fkey',
      't1_a_check',
      't3_pkey',
      't1_a_key',
      't4_a_fkey',
      't2_a_check',
    ]),
    cascade,
  ),
  join('VALIDATE CONSTRAINT', pick(['k1', 't1_a_fkey', 't2_a_fkey', '"K 2"'])),
  join('ALTER CONSTRAINT', pick(['k1', 't1_a_fkey', 't2_a_fkey']), pick(deferrals.slice(3))),
)
const alterTable = fc.oneof(
  { weight: 6, arbitrary: join('ALTER TABLE', pick(['', '', 'ONLY']), table, listOf(subCommand, 1, 3)) },
  {
    weight: 2,
    arbitrary: join(
      'ALTER TABLE',
      table,
      'ATTACH PARTITION',
      table,
      pick(['DEFAULT', 'FOR VALUES IN (3)', 'FOR VALUES FROM (6) TO (9)']),
    ),
  },
  { weight: 1, arbitrary: join('ALTER TABLE', table, 'DETACH PARTITION', table) },
  { weight: 1, arbitrary: join('ALTER TABLE', table, pick(['INHERIT', 'NO INHERIT']), table) },
  { weight: 1, arbitrary: join('ALTER TABLE', table, 'RENAME TO', pick(names)) },
  { weight: 1, arbitrary: join('ALTER TABLE', table, 'RENAME', column, 'TO', column) },
  {
    weight: 1,
    arbitrary: join(
      'ALTER TABLE',
      table,
      'RENAME CONSTRAINT',
      pick(['k1', 't1_pkey', 't2_pkey', 't1_a_fkey', 't2_a_key']),
      'TO',
      pick(['k1', 'k3', 't1_pkey']),
    ),
  },
  { weight: 1, arbitrary: join('ALTER TABLE', table, 'SET SCHEMA', pick(schemas)) },
  {
    weight: 1,
    arbitrary: join(
      'ALTER TABLE',
      table,
      'ADD',
      constraintName,
      pick(['PRIMARY KEY', 'UNIQUE']),
      'USING INDEX',
      pick(['i1', 't1_a_idx', 't2_a_idx']),
    ),
  },
)

const others = fc.oneof(
  join(
    'CREATE',
    pick(['', 'UNIQUE']),
    'INDEX',
    pick(['', '', 'i1']),
    'ON',
    pick(['', '', 'ONLY']),
    table,
    '(',
    fc.oneof(
      columnList,
      pick(['lower(c)', 'a, (b + 1)', '(a || b), (a || c)', 'coalesce(a, b)', '(a::text)', 'c desc']),
    ),
    ')',
    pick(['', '', 'WHERE b > 0', 'INCLUDE (b)']),
  ),
  join('DROP TABLE', pick(['', 'IF EXISTS']), listOf(table, 1, 2), cascade),
  join('DROP INDEX', pick(['i1', 't1_a_idx', 't1_b_idx', 't2_a_idx']), cascade),
  join('SET search_path =', listOf(pick(schemas), 1, 2)),
  join('ALTER INDEX', pick(['i1', 't1_pkey', 't1_a_idx', 't2_a_key']), 'RENAME TO', pick(['i1', 'i2', 't1_pkey'])),
  join(
    'ALTER INDEX',
    pick(['t1_pkey', 't1_a_idx', 't2_pkey']),
    'ATTACH PARTITION',
    pick(['t2_pkey', 't2_a_idx', 't3_pkey']),
  ),
  join('CREATE SEQUENCE', pick(['q1', 't1_a_seq', 's1.q1']), pick(['', 'OWNED BY t1.a', 'OWNED BY t2.b'])),
  join(
    'ALTER SEQUENCE',
    pick(['q1', 't1_a_seq', 's1.q1']),
    pick(['OWNED BY NONE', 'OWNED BY t1.a', 'OWNED BY t2.b', 'RENAME TO q2', 'SET SCHEMA s1']),
  ),
  join('DROP SEQUENCE', pick(['q1', 't1_a_seq', 't2_a_seq']), cascade),
  join('ALTER SCHEMA s1 RENAME TO s3'),
  join('ALTER SCHEMA s3 RENAME TO s1'),
  join('DROP SCHEMA', pick(['s1', 's3']), cascade),
  join(
    'CREATE SCHEMA',
    pick(['s1', 's3']),
    pick([
      '',
      'CREATE TABLE t1 (a serial PRIMARY KEY, b int REFERENCES t1) CREATE TABLE t4 (a int REFERENCES t1, c text)',
    ]),
  ),
)

/** Something to build on, so that fewer statements are refused. */
const beginnings = [
  'CREATE TABLE t1 (a int PRIMARY KEY, b int UNIQUE, c text)',
  'CREATE TABLE t2 (a int PRIMARY KEY, b int REFERENCES t1, c text, CONSTRAINT k1 CHECK (b > 0))',
  'CREATE TABLE t3 (a int NOT NULL, b int NOT NULL, c text) PARTITION BY LIST (a)',
  'CREATE TABLE p1 PARTITION OF t3 FOR VALUES IN (1)',
  'CREATE TABLE t4 (a int NOT NULL, b int NOT NULL, c text)',
  'ALTER TABLE t3 ADD PRIMARY KEY (a)',
  'ALTER TABLE t3 ADD FOREIGN KEY (b) REFERENCES t1 (a)',
  'ALTER TABLE t4 ADD FOREIGN KEY (b) REFERENCES t3',
  'CREATE TABLE s1.t1 (a serial PRIMARY KEY, b int GENERATED ALWAYS AS IDENTITY)',
]

/** A history of 20 to 100 statements, of which PostgreSQL takes about a third. */
export const randomDdl: fc.Arbitrary<string[]> = fc
  .tuple(
    fc.subarray(beginnings),
    fc.array(
      fc.oneof(
        { weight: 5, arbitrary: createTable },
        { weight: 7, arbitrary: alterTable },
        { weight: 3, arbitrary: others },
        { weight: 5, arbitrary: beside },
      ),
      { minLength: 20, maxLength: 100, size: 'max' },
    ),
  )
  .map(([first, rest]) => [...first, ...rest])
