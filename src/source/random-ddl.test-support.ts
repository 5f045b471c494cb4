import fc from 'fast-check'

// Random DDL over few names, so that statements meet: most are refused by PostgreSQL, the rest make a history.

const long = 'a_name_that_is_nearly_as_long_as_a_name_may_be_in_postgresql'
const longUnicode = 'größenverhältnisse_zwischen_überlangen_Bezeichnern_äöü'
const schemas = ['public', 's1', '"S 2"']
const names = ['t1', 't2', 't3', 't4', 'p1', `"${longUnicode}"`, long]
const columns = ['a', 'b', 'c', '"D d"', `${long}_x`, 'é']
const types = [
  'int',
  'bigint',
  'text',
  'varchar(20)',
  'numeric(8,2)',
  'timestamptz(3)',
  'time',
  'interval day to second(2)',
  'char(3)',
  'int[]',
  'varchar(5)[][]',
  'uuid',
  'bit(4)',
  'varbit',
  'double precision',
  'timestamp',
]
const actions = [
  '',
  'ON DELETE CASCADE',
  'ON DELETE SET NULL',
  'ON UPDATE CASCADE',
  'ON DELETE RESTRICT ON UPDATE SET DEFAULT',
]
const deferrals = ['', '', '', 'DEFERRABLE', 'DEFERRABLE INITIALLY DEFERRED', 'INITIALLY DEFERRED', 'NOT DEFERRABLE']

const pick = (items: readonly string[]): fc.Arbitrary<string> => fc.constantFrom(...items)
const join = (...parts: (string | fc.Arbitrary<string>)[]): fc.Arbitrary<string> =>
  fc
    .tuple(...parts.map((part) => (typeof part === 'string' ? fc.constant(part) : part)))
    .map((texts) => texts.filter((text) => text !== '').join(' '))
const listOf = (item: fc.Arbitrary<string>, min: number, max: number): fc.Arbitrary<string> =>
  fc.uniqueArray(item, { minLength: min, maxLength: max }).map((items) => items.join(', '))

const table = fc.oneof(
  { weight: 3, arbitrary: pick(names) },
  { weight: 1, arbitrary: fc.tuple(pick(schemas), pick(names)).map((parts) => parts.join('.')) },
)
const column = pick(columns)
const columnList = listOf(column, 1, 3)
const constraintName = pick([
  '',
  '',
  '',
  'CONSTRAINT k1',
  'CONSTRAINT "K 2"',
  'CONSTRAINT t1_a_fkey',
  'CONSTRAINT t1_pkey',
  'CONSTRAINT t2_a_check',
])
const type = pick(types)
const cascade = pick(['', '', 'CASCADE'])

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

/** What stands beside tables. */
const beside = fc.oneof(
  join(
    'CREATE',
    pick(['', 'OR REPLACE', 'MATERIALIZED']),
    'VIEW',
    pick(['v1', 's1.v2', 'v3']),
    'AS SELECT 1 AS a FROM',
    table,
  ),
  join('CREATE VIEW', pick(['v1', 'v3']), 'AS SELECT f1(1) AS a FROM', pick(['v1', 's1.v2', 't1']), ', LATERAL (WITH t2 AS (SELECT 1) SELECT FROM t2) AS x'), // prettier-ignore
  join('CREATE OR REPLACE FUNCTION', pick(['f1', 's1.f1']), '(int) RETURNS int IMMUTABLE RETURN', pick(['1', '$1', '(SELECT 1)'])), // prettier-ignore
  join('CREATE FUNCTION', pick(['f2', 's1.f2']), '() RETURNS', pick(['int', 'SETOF t1', 'e1']), `LANGUAGE sql AS 'SELECT NULL'`), // prettier-ignore
  join('CREATE TYPE', pick(['e1', 's1.e1']), pick([`AS ENUM ('a', 'b')`, 'AS (a int, b text)', 'AS (a e1[])'])),
  join('CREATE DOMAIN', pick(['d1', 's1.d1']), 'AS', pick(['int', 'e1']), pick(['', 'CHECK (f1(1) > 0)'])),
  join('ALTER TABLE', table, 'ADD COLUMN', column, pick(['e1', 'd1', 's1.e1[]', 'int DEFAULT f1(1)'])),
  join('ALTER TABLE', table, 'ADD CHECK (f1(1) > 0)'),
  join('CREATE INDEX ON', table, '(f1(a))'),
  join('CREATE POLICY', pick(['y1', 'y2']), 'ON', table, 'USING (EXISTS (SELECT FROM', table, '))'),
  join('ALTER POLICY y1 ON', table, pick(['USING (true)', 'WITH CHECK (f1(1) > 0)'])),
  join('CREATE RULE r1 AS ON INSERT TO', table, 'DO ALSO DELETE FROM', table),
  join('CREATE TRIGGER g1 BEFORE INSERT ON', table, 'FOR EACH ROW EXECUTE FUNCTION suppress_redundant_updates_trigger()'), // prettier-ignore
  join('DROP', pick(['VIEW v1', 'VIEW s1.v2', 'MATERIALIZED VIEW v1', 'TYPE e1', 'DOMAIN d1', 'FUNCTION f1(int)', 'FUNCTION s1.f1', 'POLICY y1 ON t1', 'RULE r1 ON t1', 'TRIGGER g1 ON t1']), cascade), // prettier-ignore
  pick(['ALTER TYPE e1 RENAME TO e2', 'ALTER TYPE e2 RENAME TO e1', 'ALTER VIEW v1 RENAME TO v3', 'ALTER VIEW v1 SET SCHEMA s1', 'ALTER TYPE e1 SET SCHEMA s1', `ALTER TYPE e1 ADD VALUE 'c' BEFORE 'a'`, 'ALTER DOMAIN d1 DROP CONSTRAINT d1_check']), // prettier-ignore
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
