import type pg from 'pg'
import { quoteLiteral, quoteQualified } from '../../core/identifier.ts'
import type { DeleteRows, UpdateRows } from '../histories/history.ts'
import { operationSql } from '../histories/operation-sql.ts'

/**
 * Whether a trigger or a rule of the user's keeps the row, or its key, as it is: the statement alone does what it does in one
 * database, and nobody need agree. Where there is none of these nothing is tried.
 */
export async function isKept(client: pg.Client, operation: DeleteRows | UpdateRows): Promise<boolean> {
  const [schema, name] = operation.relation
  const relation = quoteLiteral(quoteQualified({ schema, name }))
  const isDelete = operation.kind === 'delete'
  // Bits of pg_trigger.tgtype: for each row, before; then the event. Rules: 2 for UPDATE, 4 for DELETE.
  const found = await client.query(
    `SELECT FROM pg_trigger WHERE tgrelid = ${relation}::regclass AND NOT tgisinternal AND tgtype & ${3 | (isDelete ? 8 : 16)} = ${3 | (isDelete ? 8 : 16)} AND tgname NOT LIKE '%fountain\\_split%'
     UNION ALL SELECT FROM pg_rewrite WHERE ev_class = ${relation}::regclass AND ev_type = '${isDelete ? 4 : 2}'`,
  )
  if (found.rowCount === 0) return false
  try {
    await client.query(`BEGIN; SET LOCAL lock_timeout = '200ms'`)
    await client.query(operationSql(operation))
    return true
  } catch {
    return false
  } finally {
    await client.query('ROLLBACK')
  }
}
