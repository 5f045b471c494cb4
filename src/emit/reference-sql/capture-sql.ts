import { sameKey } from './same-key.ts'
import type { Sql } from '../../print/sql.ts'
import { dollarQuoted, join, literal, raw, sql } from '../../print/sql.ts'
import { asDefiner, counter } from './bracket-sql.ts'
import { attachAfter, changedRows } from './changed-rows-sql.ts'
import { canonicalKey, jsonKey, textSettings } from './key-text.ts'
import { keyNames, ofKey, own } from './own-names.ts'
import type { ReferencedKey } from './reference-value.ts'
import { aggregateType } from './reference-value.ts'
import { ownRows } from './own-rows.ts'

/** Functions that publish what a statement inserted and deleted, and put in order what its own triggers did to that. */
export function createCapture(key: ReferencedKey): readonly Sql[] {
  return [captureRows(key, 'created'), captureRows(key, 'deleted'), settleFunction(key)]
}

/** An upsert of the register. `values` are its key columns. A dispute: the same statement told of this key before. */
export function registerKeys(key: ReferencedKey, alive: boolean, from: Sql, values: readonly Sql[]): Sql {
  const names = keyNames(key.columns)
  // A key may come back spelled in another way.
  const respelled = alive ? names.map((name) => sql`${name} = excluded.${name}`) : []
  const incarnation = alive ? [sql`incarnation = excluded.version`] : []
  const changes = [
    ...respelled,
    ...incarnation,
    sql`version = excluded.version`,
    sql`previous = r.version`,
    sql`alive = ${raw(String(alive))}`,
    sql`closing = NULL`,
    sql`decided = false`,
    sql`transaction = excluded.transaction`,
    sql`statement = excluded.statement`,
    sql`disputed = (r.transaction, r.statement) IS NOT DISTINCT FROM (excluded.transaction, excluded.statement)`,
  ]
  return sql`INSERT INTO ${ofKey(key, 'register')} AS r (${names}, incarnation, version, alive, transaction, statement)
SELECT ${values}, version, version, ${raw(String(alive))}, this_transaction, this_statement FROM ${from}
ON CONFLICT (${names}) DO UPDATE SET
  ${join(changes, ',\n')}`
}

/** An outbox row per row of `from`, which gives incarnation, version and previous. */
export function publish(key: ReferencedKey, type: Sql, from: Sql, at: (index: number) => Sql, more?: Sql): Sql {
  const { home, columns } = key
  const body = sql`jsonb_build_object('key', ${jsonKey(columns, at)}${more === undefined ? undefined : sql`, ${more}`})`
  return sql`INSERT INTO ${own(home, 'outbox')} (aggregatetype, aggregateid, type, payload, tracingspancontext, transaction, statement, epoch, incarnation, version, previous)
SELECT ${literal(aggregateType(home.service, key.name))}, ${canonicalKey(columns, at)}, ${type},
       ${body},
       'traceparent=' || nullif(current_setting('fountain_split.traceparent', true), ''),
       this_transaction, this_statement, (SELECT epoch FROM ${own(home, 'service_state')}), incarnation, version, previous
  FROM ${from}`
}

/** Local names of every capturing function. */
export const captureVariables = sql`this_transaction xid8 := pg_current_xact_id();
this_statement int := ${counter('statement')};`

/** Clauses of a function that writes the key as text. */
export function captureClauses(key: ReferencedKey): Sql {
  return join([asDefiner, ...textSettings(key.columns)], ' ')
}

function captureRows(key: ReferencedKey, event: 'created' | 'deleted'): Sql {
  const alive = event === 'created'
  const names = keyNames(key.columns)
  const columns = key.columns.map((column) => sql`t.${column.name}`)
  const nullable = key.columns.filter((column) => column.nullable).map((column) => sql`t.${column.name} IS NOT NULL`)
  const where = nullable.length === 0 ? undefined : sql` WHERE ${join(nullable, ' AND ')}`
  const type = literal(`${aggregateType(key.home.service, key.name)}.${event}`)
  const body = sql`DECLARE
  ${captureVariables}
  disputes boolean;
BEGIN
  WITH told AS (
    SELECT ${columns.map((column, at) => sql`${column} AS ${names[at]!}`)}, nextval(${sequence(key)}) AS version FROM ${changedRows(key, alive ? 'INSERT' : 'DELETE')} AS t${where}
  ), registered AS (
    ${registerKeys(
      key,
      alive,
      raw('told'),
      names.map((name) => sql`${name}`),
    )}
    RETURNING ${names}, incarnation, version, previous, disputed
  ), published AS (
    ${publish(key, type, raw('registered'), (at) => sql`${names[at]!}`)}
  )
  SELECT bool_or(disputed) INTO disputes FROM registered;
  IF disputes THEN
    PERFORM ${ofKey(key, 'settle')}();
  END IF;
  RETURN NULL;
END`
  return sql`CREATE FUNCTION ${ofKey(key, event)}() RETURNS trigger
LANGUAGE plpgsql ${captureClauses(key)} AS ${dollarQuoted(body)}`
}

/**
 * Where one statement told of a key more than once, the order in which its triggers fired need not be that in which
 * things happened: the relation itself is asked, and what it says is told with a further version.
 */
function settleFunction(key: ReferencedKey): Sql {
  const names = keyNames(key.columns)
  const register = ofKey(key, 'register')
  const exists = sql`EXISTS (
      SELECT FROM ${ownRows(key)} AS t WHERE ${sameKey(
        key.columns,
        key.columns.map((column) => sql`t.${column.name}`),
        names.map((name) => sql`s.${name}`),
      )}
    )`
  const kind = aggregateType(key.home.service, key.name)
  const type = sql`CASE WHEN alive THEN ${literal(`${kind}.created`)} ELSE ${literal(`${kind}.deleted`)} END`
  const body = sql`DECLARE
  ${captureVariables}
BEGIN
  WITH settled AS (
    UPDATE ${register} AS r
       SET alive = NOT r.alive, previous = r.version, version = s.next, incarnation = CASE WHEN r.alive THEN r.incarnation ELSE s.next END
      FROM (
        SELECT ${names.map((name) => sql`s.${name}`)}, nextval(${sequence(key)}) AS next
          FROM ${register} AS s
         WHERE s.disputed AND s.transaction = this_transaction AND s.statement = this_statement
           AND s.alive IS DISTINCT FROM ${exists}
      ) AS s
     WHERE ${sameKey(
       key.columns,
       names.map((name) => sql`r.${name}`),
       names.map((name) => sql`s.${name}`),
     )}
    RETURNING ${names.map((name) => sql`r.${name}`)}, r.alive, r.incarnation, r.version, r.previous
  )
  ${publish(key, type, raw('settled'), (at) => sql`${names[at]!}`, raw("'settles', true"))};
END`
  return sql`CREATE FUNCTION ${ofKey(key, 'settle')}() RETURNS void
LANGUAGE plpgsql ${captureClauses(key)} AS ${dollarQuoted(body)}`
}

/** Argument of nextval. */
export function sequence(key: ReferencedKey): Sql {
  return literal(sql`${own(key.home, 'version')}`.text)
}

/** Triggers for rows that come and go. */
export function attachCapture(key: ReferencedKey): readonly Sql[] {
  const [created, deleted] = [attachAfter(key, 'created', 'INSERT'), attachAfter(key, 'deleted', 'DELETE')]
  return created.flatMap((trigger, at) => [trigger, deleted[at]!])
}
