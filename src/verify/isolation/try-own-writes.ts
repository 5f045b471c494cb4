import type { ClientBase } from 'pg'
import { quoteName } from '../../core/identifier.ts'

const deniedCode = '42501'

/** Own relations, by their quoted names, with a column that can be written. */
const writable = `
  SELECT c.oid::regclass::text AS name, c.relkind = 'v' AS "isView",
         (SELECT quote_ident(a.attname) FROM pg_attribute AS a
           WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = '' AND a.attidentity <> 'a'
           ORDER BY a.attnum LIMIT 1) AS column
    FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace
   WHERE c.relkind IN ('r', 'p', 'v', 'm') AND n.nspname = ANY ($1)
   ORDER BY 1`

/** Undoes what a statement did, and tells the error that says that a right is missing. */
const createDenial = `
  CREATE FUNCTION pg_temp.denial(statement text) RETURNS text LANGUAGE plpgsql AS $$
  BEGIN
    EXECUTE statement;
    RAISE SQLSTATE 'XX999';
  EXCEPTION
    WHEN SQLSTATE '${deniedCode}' THEN RETURN SQLERRM;
    WHEN OTHERS THEN RETURN NULL;
  END $$`

/**
 * Statements that read and write no row, really sent under a service's role, with all triggers that fire for them. Tells which
 * were denied, in sentences; nothing of it stays.
 */
export async function tryOwnWrites(
  client: ClientBase,
  role: string,
  schemas: readonly string[],
): Promise<readonly string[]> {
  const { rows } = await client.query<{ name: string; isView: boolean; column: string | null }>(writable, [schemas])
  const statements = rows.flatMap(({ name, isView, column }) => [
    `SELECT FROM ${name} LIMIT 0`,
    ...(isView || column === null ? [] : writes(name, column)),
  ])
  await client.query('BEGIN')
  try {
    await client.query(createDenial)
    await client.query(`SET LOCAL ROLE ${quoteName(role)}`)
    const { rows: denied } = await client.query<{ sql: string; why: string }>(
      'SELECT * FROM (SELECT s.sql, pg_temp.denial(s.sql) AS why FROM unnest($1::text[]) WITH ORDINALITY AS s (sql, at) ORDER BY at) AS t WHERE why IS NOT NULL',
      [statements],
    )
    return denied.map(({ sql, why }) => `${quoteName(role)} cannot do ${sql} in its own service: ${why}`)
  } finally {
    await client.query('ROLLBACK')
  }
}

function writes(name: string, column: string): string[] {
  return [
    `INSERT INTO ${name} (${column}) SELECT ${column} FROM ${name} LIMIT 0`,
    `UPDATE ${name} SET ${column} = ${column} WHERE false`,
    `DELETE FROM ${name} WHERE false`,
  ]
}
