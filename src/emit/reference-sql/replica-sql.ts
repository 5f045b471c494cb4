import type { Sql } from '../../print/sql.ts'
import { join, literal, sql } from '../../print/sql.ts'
import { keyNames, ofKey, own } from './own-names.ts'
import type { ReplicatedKey } from './reference-value.ts'
import { keyColumns } from './register-sql.ts'

/**
 * The replica: the live keys, under their own names, for the native foreign keys; and the key state: every key ever heard
 * of, dead or alive, which is locked before anything is decided about it.
 */
export function createReplica(key: ReplicatedKey): readonly Sql[] {
  const { home, columns, source } = key
  const [replica, state] = [ofKey(key, 'replica'), ofKey(key, 'state')]
  const names = columns.map((column) => column.name)
  const stateNames = keyNames(columns)
  // A key that became NULL passes through the replica, so that references follow it; it does not stay.
  const nullable = columns.some((column) => column.nullable)
  const constraint = sql`${nullable ? sql`UNIQUE` : sql`PRIMARY KEY`} (${names})`
  return [
    sql`CREATE TABLE ${replica} (
  ${join(keyColumns(columns, names, !nullable), ',\n')},
  ${constraint}
)`,
    sql`CREATE TABLE ${state} (
  ${join(keyColumns(columns, stateNames), ',\n')},
  epoch bigint NOT NULL DEFAULT 0,
  incarnation bigint NOT NULL DEFAULT 0,
  version bigint NOT NULL DEFAULT 0,
  alive boolean NOT NULL DEFAULT false,
  closing bigint,
  pinned boolean NOT NULL DEFAULT false,
  ${join(keyColumns(columns, keyNames(columns, 'successor'), false), ',\n')},
  PRIMARY KEY (${stateNames})
)`,
    sql`COMMENT ON TABLE ${state} IS 'Key state: version 0 is a key of which nothing is known yet; a dead key is a tombstone, with its successor after a key change'`,
    sql`GRANT SELECT ON ${replica}, ${state} TO ${home.runtimeRole}`,
    sql`INSERT INTO ${own(home, 'source')} (service) VALUES (${literal(source.service)}) ON CONFLICT DO NOTHING`,
    sql`INSERT INTO ${own(home, 'replica')} (name, source) VALUES (${literal(key.name)}, ${literal(source.service)})`,
  ]
}
