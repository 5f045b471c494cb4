import type { ClientBase } from 'pg'
import { quoteLiteral, quoteName, quoteQualified } from '../../core/identifier.ts'
import { ownRows } from '../histories/own-rows.ts'

interface TableRow {
  readonly schema: string
  readonly name: string
  readonly partitioned: boolean
  /** Those that can be given. */
  readonly columns: readonly string[]
}

/**
 * Keeps what every table of a database holds, ours too, and where its sequences stand, so that it can be brought back to
 * it: much sooner than a database is copied. `home` is the schema that keeps it. Returns the statements that bring it back; undefined where the role may not
 * turn triggers off.
 */
export async function keepStart(client: ClientBase, home: string): Promise<string | undefined> {
  const { rows: rights } = await client.query<{ may: boolean }>(
    `SELECT rolsuper AS may FROM pg_roles WHERE rolname = current_user`,
  )
  if (rights[0]?.may !== true) return undefined
  const { rows: tables } = await client.query<TableRow>(
    `SELECT n.nspname AS schema, c.relname AS name, c.relkind = 'p' AS partitioned,
            ARRAY(SELECT a.attname::text FROM pg_attribute AS a WHERE a.attrelid = c.oid AND a.attnum > 0
                     AND NOT a.attisdropped AND a.attgenerated = '' ORDER BY a.attnum) AS columns
       FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace
      WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition AND c.relpersistence <> 't'
        AND n.nspname NOT IN ('pg_catalog', 'information_schema') AND n.nspname NOT LIKE 'pg\\_%'
        AND n.nspname NOT LIKE 'fountain\\_scratch\\_%' ORDER BY 1, 2`,
  )
  const { rows: sequences } = await client.query<{ name: string; value: string; called: boolean }>(
    `SELECT format('%I.%I', schemaname, sequencename) AS name, coalesce(last_value, start_value)::text AS value,
            last_value IS NOT NULL AS called FROM pg_sequences ORDER BY 1`,
  )
  await client.query(`SET client_min_messages = warning; DROP SCHEMA IF EXISTS ${home} CASCADE; CREATE SCHEMA ${home}`)
  const back = [`SET LOCAL session_replication_role = replica`]
  for (const [at, table] of tables.entries()) {
    const relation = ownRows(table)
    const columns = table.columns.map(quoteName).join(', ')
    await client.query(`CREATE TABLE ${home}.kept_${at} AS SELECT ${columns} FROM ${relation}`)
    back.push(`DELETE FROM ${relation}`)
    const { rows } = await client.query(`SELECT FROM ${home}.kept_${at} LIMIT 1`)
    if (rows.length > 0)
      back.push(`INSERT INTO ${quoteQualified(table)} (${columns}) OVERRIDING SYSTEM VALUE SELECT * FROM ${home}.kept_${at}`) // prettier-ignore
  }
  for (const { name, value, called } of sequences)
    back.push(`SELECT pg_catalog.setval(${quoteLiteral(name)}, ${value}, ${called})`)
  return [`BEGIN`, ...back, 'COMMIT'].join(';\n')
}
