import type { Sql } from '../../print/sql.ts'
import { join, sql } from '../../print/sql.ts'
import { createState, noteSource } from './key-state-sql.ts'
import { ofKey } from './own-names.ts'
import type { ReplicatedKey } from './reference-value.ts'
import { keyColumns } from './register-sql.ts'

/**
 * The replica: the live keys, under their own names, for the native foreign keys; and the key state: every key ever heard
 * of, dead or alive, which is locked before anything is decided about it.
 */
export function createReplica(key: ReplicatedKey): readonly Sql[] {
  const { home, columns } = key
  const [replica, state] = [ofKey(key, 'replica'), ofKey(key, 'state')]
  const names = columns.map((column) => column.name)
  // A key that became NULL passes through the replica, so that references follow it; it does not stay.
  const nullable = columns.some((column) => column.nullable)
  const constraint = sql`${nullable ? sql`UNIQUE` : sql`PRIMARY KEY`} (${names})`
  return [
    sql`CREATE TABLE ${replica} (
  ${join(keyColumns(columns, names, !nullable), ',\n')},
  ${constraint}
)`,
    ...createState(key),
    sql`GRANT SELECT ON ${replica}, ${state} TO ${home.runtimeRole}`,
    ...noteSource(key),
  ]
}
