import type { Sql } from '../../print/sql.ts'
import { join, literal, raw, sql } from '../../print/sql.ts'
import { sameKey } from './same-key.ts'
import { keyNames, ofKey, own } from './own-names.ts'
import type { ReplicatedKey } from './reference-value.ts'
import { keyColumns } from './register-sql.ts'
import { typed } from './key-arguments.ts'

/** The key state: every key ever heard of, dead or alive, which is locked before anything is decided about it. */
export function createState(key: ReplicatedKey): readonly Sql[] {
  const { columns } = key
  const state = ofKey(key, 'state')
  const names = keyNames(columns)
  return [
    sql`CREATE TABLE ${state} (
  ${join(keyColumns(columns, names), ',\n')},
  epoch bigint NOT NULL DEFAULT 0,
  incarnation bigint NOT NULL DEFAULT 0,
  version bigint NOT NULL DEFAULT 0,
  alive boolean NOT NULL DEFAULT false,
  closing bigint,
  pinned boolean NOT NULL DEFAULT false,
  ${join(keyColumns(columns, keyNames(columns, 'successor'), false), ',\n')},
  PRIMARY KEY (${names})
)`,
    sql`CREATE INDEX ON ${state} (closing) WHERE closing IS NOT NULL`,
    sql`COMMENT ON TABLE ${state} IS 'Key state: version 0 is a key of which nothing is known yet; a dead key is a tombstone, with its successor after a key change'`,
  ]
}

/** Where the keys come from, and whether they were taken over yet. */
export function noteSource(key: ReplicatedKey): readonly Sql[] {
  const { home, source } = key
  return [
    sql`INSERT INTO ${own(home, 'source')} (service) VALUES (${literal(source.service)}) ON CONFLICT DO NOTHING`,
    sql`INSERT INTO ${own(home, 'replica')} (name, source) VALUES (${literal(key.name)}, ${literal(source.service)})`,
  ]
}

/** The key state of a key that no foreign key leans on. */
export function createKeyState(key: ReplicatedKey): readonly Sql[] {
  return [
    ...createState(key),
    sql`GRANT SELECT ON ${ofKey(key, 'state')} TO ${key.home.runtimeRole}`,
    ...noteSource(key),
  ]
}

/** Whether a key, whose columns are given in its order, is alive here; locked, also that nothing new is kept from it. */
export function isAlive(key: ReplicatedKey, value: readonly Sql[], lock = false): Sql {
  const locked = lock ? raw(' FOR KEY SHARE') : undefined
  if (key.stateOnly === true) {
    const names = keyNames(key.columns).map((name) => sql`l.${name}`)
    return sql`EXISTS (SELECT FROM ${ofKey(key, 'state')} AS l WHERE ${sameKey(key.columns, names, value)} AND l.alive${lock ? raw(' AND l.closing IS NULL') : undefined}${locked})`
  }
  const names = key.columns.map((column) => sql`l.${column.name}`)
  return sql`EXISTS (SELECT FROM ${ofKey(key, 'replica')} AS l WHERE ${sameKey(key.columns, names, value)}${locked})`
}

/** What `replay` does where there is no replica: which keys are alive; versions are recorded afterwards. */
export function replayState(key: ReplicatedKey): Sql {
  const names = keyNames(key.columns)
  const set = (
    alive: boolean,
    row: 'old' | 'new',
    acts: Sql,
  ) => sql`UPDATE ${ofKey(key, 'state')} AS s SET alive = ${raw(String(alive))}
  FROM unnest(acts, ${keyNames(key.columns, row).map((name) => sql`${name}`)}) AS e (act, ${keyNames(key.columns, row)})
 WHERE e.act IN (${acts}) AND ${sameKey(
   key.columns,
   names.map((name) => sql`s.${name}`),
   typed(key.columns, 'e', row),
 )};`
  return join([set(false, 'old', raw("'delete', 'change'")), set(true, 'new', raw("'insert', 'change'"))], '\n')
}
