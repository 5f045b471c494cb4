import type { Sql } from '../../print/sql.ts'
import { raw } from '../../print/sql.ts'

/** What a foreign key refuses a delete or a change of the referenced key with. PostgreSQL 18 tells RESTRICT apart. */
export function refusalCode(restrict: boolean): Sql {
  return restrict
    ? raw("CASE WHEN current_setting('server_version_num')::int >= 180000 THEN '23001' ELSE '23503' END")
    : raw("'foreign_key_violation'")
}
