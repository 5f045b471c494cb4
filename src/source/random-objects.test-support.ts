import fc from 'fast-check'
import { cascade, column, join, pick, table } from './random-words.test-support.ts'

/** What stands beside tables. */
export const beside = fc.oneof(
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
