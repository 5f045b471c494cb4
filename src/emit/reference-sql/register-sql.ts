import type { Sql } from '../../print/sql.ts'
import { join, raw, sql } from '../../print/sql.ts'
import { sequence } from './capture-sql.ts'
import { keyNames, ofKey } from './own-names.ts'
import type { KeyColumn, ReferencedKey } from './reference-value.ts'
import { ownRows } from './own-rows.ts'

/** Columns of a table of ours that hold a key with its exact types and collations, `key1 bigint NOT NULL`. */
export function keyColumns(columns: readonly KeyColumn[], names: readonly string[], notNull = true): readonly Sql[] {
  return columns.map((column, at) => {
    const collation = column.collation === undefined ? undefined : sql` COLLATE ${column.collation}`
    return sql`${names[at]!} ${raw(column.type)}${collation}${notNull ? raw(' NOT NULL') : undefined}`
  })
}

/** What keeps a key, and what looks one up, names its types: its owner, relay and consumer must reach them. To be run by an administrator. */
export function allowTypes({ home, columns }: Pick<ReferencedKey, 'home' | 'columns'>): readonly Sql[] {
  const schemas = [...new Set(columns.flatMap((column) => column.schemas ?? []))].sort()
  return schemas.length === 0 ? [] : [sql`GRANT USAGE ON SCHEMA ${schemas} TO ${[home.ownerRole, home.runtimeRole]}`]
}

/**
 * The key register: one row for every value that the key has, or had until its tombstone was forgotten. What the service
 * answers from, what events quote, and the source of backfills.
 */
export function createRegister(key: ReferencedKey): readonly Sql[] {
  const register = ofKey(key, 'register')
  const names = keyNames(key.columns)
  return [
    sql`CREATE TABLE ${register} (
  ${join(keyColumns(key.columns, names), ',\n')},
  incarnation bigint NOT NULL,
  version bigint NOT NULL,
  previous bigint NOT NULL DEFAULT 0,
  alive boolean NOT NULL,
  closing bigint,
  decided boolean NOT NULL DEFAULT false,
  transaction xid8,
  statement integer,
  disputed boolean NOT NULL DEFAULT false,
  PRIMARY KEY (${names})
)`,
    sql`CREATE INDEX ON ${register} (closing) WHERE closing IS NOT NULL`,
    sql`COMMENT ON TABLE ${register} IS 'Key register: incarnation is the version at the key''s insert; a dead key is a tombstone; closing is the attempt of a release'`,
    sql`GRANT SELECT ON ${register} TO ${key.home.runtimeRole}`,
  ]
}

/** Registers the keys of the rows that exist. To be run where nobody else writes, after the triggers are there. */
export function fillRegister(key: ReferencedKey): Sql {
  const names = keyNames(key.columns)
  return sql`INSERT INTO ${ofKey(key, 'register')} (${names}, incarnation, version, alive)
SELECT ${names.map((name) => sql`k.${name}`)}, k.version, k.version, true
  FROM (
    SELECT ${key.columns.map((column, at) => sql`r.${column.name} AS ${names[at]!}`)}, nextval(${sequence(key)}) AS version FROM ${ownRows(key)} AS r
     WHERE ${join(
       key.columns.map((column) => sql`r.${column.name} IS NOT NULL`),
       ' AND ',
     )}
  ) AS k
ON CONFLICT DO NOTHING`
}
