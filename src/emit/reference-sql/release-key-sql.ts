import type { Sql } from '../../print/sql.ts'
import { dollarQuoted, join, literal, raw, sql } from '../../print/sql.ts'
import { asDefiner } from './bracket-sql.ts'
import { createClosingGuards, localGuards } from './closing-guard-sql.ts'
import { attachAfter, changedRows } from './changed-rows-sql.ts'
import { captureClauses } from './capture-sql.ts'
import { sameKey } from './same-key.ts'
import { isAgreed } from './change-guard-sql.ts'
import { asOwner } from './home-sql.ts'
import { canonicalKey, jsonKey, keyDiffers } from './key-text.ts'
import { keyNames, ofKey, own, triggerNames } from './own-names.ts'
import type { KeyRefusal, ReferencedKey, ServiceHome } from './reference-value.ts'
import { aggregateType } from './reference-value.ts'
import { beginTrial, endTrial, isTrial, noteInTrial } from './trial-sql.ts'
import { refusalOf, refusalVariables } from './refusal-sql.ts'
import { refusalCode } from './refusal-code.ts'
import { ownRows } from './own-rows.ts'
import { mustSeeAll } from './row-security-sql.ts'

/** What lets a key of this service go only when it was released: how to ask, and the guard on its relation. */
export function createKeyRelease(key: ReferencedKey): readonly Sql[] {
  const { home, columns } = key
  const types = columns.map((column) => raw(column.type))
  const called = (what: string, more: readonly Sql[] = []) => sql`${ofKey(key, what)}(${[...types, ...more]})`
  const remove = called('remove_released', [raw('bigint'), raw('boolean')])
  return [
    ...asOwner(home, [
      createRequest(key),
      sql`COMMENT ON FUNCTION ${called('request_release')} IS 'Asks for a key to go; returns the request, for release_state and wait_for_release once it is committed'`,
      createHold(key),
      createReopen(key),
      createDecide(key),
      createDeleteRefusal(key),
      createChangeWait(key),
      sql`GRANT EXECUTE ON FUNCTION ${called('request_release')} TO ${home.serviceRole}, ${home.runtimeRole}`,
      sql`GRANT EXECUTE ON FUNCTION ${called('hold_release', [raw('bigint')])}, ${called('reopen_release', [raw('bigint')])}, ${called('decide_release', [raw('bigint')])} TO ${home.runtimeRole}`,
      createRelease(key),
      sql`COMMENT ON PROCEDURE ${called('release', [raw('interval')])} IS 'Asks for a key to go, and waits for the answer; outside of a transaction block'`,
      sql`GRANT EXECUTE ON PROCEDURE ${called('release', [raw('interval')])} TO ${home.serviceRole}`,
    ]),
    // It deletes a row of the user's relation: it belongs to whoever applies the migration.
    ...mustSeeAll([key]),
    createRemove(key),
    sql`REVOKE EXECUTE ON FUNCTION ${remove} FROM PUBLIC`,
    sql`GRANT EXECUTE ON FUNCTION ${remove} TO ${home.runtimeRole}`,
    ...attachAfter(key, 'delete_unreleased', 'DELETE'),
    ...createClosingGuards(key, localGuards(key)),
    sql`CREATE TRIGGER ${triggerNames.capture(key, 'change_waits')}
  ${columns.some(({ generated }) => generated) ? raw('AFTER') : raw('BEFORE')} UPDATE ON ${key.relation}
  FOR EACH ROW WHEN (${keyDiffers(columns, 'OLD', 'NEW')})
  EXECUTE FUNCTION ${ofKey(key, 'change_waits')}()`,
  ]
}

function given(key: ReferencedKey): readonly Sql[] {
  return key.columns.map((column, at) => sql`${keyNames(key.columns)[at]!} ${raw(column.type)}`)
}

/** The register's row of the key that the function was given. */
function isGiven(key: ReferencedKey, what: string): Sql {
  const names = keyNames(key.columns)
  return sameKey(
    key.columns,
    names.map((name) => sql`r.${name}`),
    names.map((name) => sql`${ofKey(key, what).name}.${name}`),
  )
}

function createRequest(key: ReferencedKey): Sql {
  const { home, columns } = key
  const value = keyNames(columns).map((name) => sql`${ofKey(key, 'request_release').name}.${name}`)
  const request = own(home, 'release_request')
  const row = [
    literal(aggregateType(home.service, key.name)),
    canonicalKey(columns, (at) => value[at]!),
    jsonKey(columns, (at) => value[at]!),
  ]
  const body = sql`#variable_conflict use_column
DECLARE
  request bigint;
BEGIN
  IF NOT EXISTS (SELECT FROM ${ofKey(key, 'register')} AS r WHERE ${isGiven(key, 'request_release')} AND r.alive) THEN
    INSERT INTO ${request} (aggregate, subject, key, state, answered) VALUES (${row}, 'gone', now()) RETURNING id INTO request;
    RETURN request;
  END IF;
  -- Who asks for what is asked for already hears the same answer.
  WHILE request IS NULL LOOP
    INSERT INTO ${request} (aggregate, subject, key) VALUES (${row}) ON CONFLICT DO NOTHING RETURNING id INTO request;
    IF request IS NULL THEN
      SELECT r.id INTO request FROM ${request} AS r WHERE r.aggregate = ${row[0]!} AND r.subject = ${row[1]!} AND r.state = 'open';
    END IF;
  END LOOP;
  PERFORM pg_notify('fountain_split_release', '');
  RETURN request;
END`
  return sql`CREATE FUNCTION ${ofKey(key, 'request_release')}(${given(key)}) RETURNS bigint
LANGUAGE plpgsql ${captureClauses(key)} AS ${dollarQuoted(body)}`
}

/** Marks a key as closing; no row where it is not alive, and no version where somebody else has closed it. */
function createHold(key: ReferencedKey): Sql {
  const fn = ofKey(key, 'hold_release').name
  const isMeant = sql`${isGiven(key, 'hold_release')} AND r.alive AND r.closing IS NULL`
  // As a change of its key, so that older snapshots run into it.
  const body = sql`SELECT FROM ${ofKey(key, 'register')} AS r WHERE ${isMeant} FOR UPDATE;
WITH held AS (
  UPDATE ${ofKey(key, 'register')} AS r SET closing = ${fn}.attempt
   WHERE ${isMeant}
  RETURNING r.version
)
SELECT h.version, s.epoch
  FROM ${own(key.home, 'service_state')} AS s, (
    SELECT version FROM held
    UNION ALL
    SELECT NULL FROM ${ofKey(key, 'register')} AS r WHERE ${isGiven(key, 'hold_release')} AND r.alive AND r.closing IS NOT NULL
  ) AS h (version)`
  return sql`CREATE FUNCTION ${ofKey(key, 'hold_release')}(${given(key)}, attempt bigint) RETURNS TABLE (version bigint, epoch bigint)
LANGUAGE sql ${asDefiner} AS ${dollarQuoted(body)}`
}

function createReopen(key: ReferencedKey): Sql {
  const attempt = sql`${ofKey(key, 'reopen_release').name}.attempt`
  return sql`CREATE FUNCTION ${ofKey(key, 'reopen_release')}(${given(key)}, attempt bigint) RETURNS void
LANGUAGE sql ${asDefiner} AS ${dollarQuoted(sql`UPDATE ${ofKey(key, 'register')} AS r SET closing = NULL, decided = false
 WHERE ${isGiven(key, 'reopen_release')} AND r.closing = ${attempt}`)}`
}

/** A key that goes with another one may go. */
function createDecide(key: ReferencedKey): Sql {
  const attempt = sql`${ofKey(key, 'decide_release').name}.attempt`
  return sql`CREATE FUNCTION ${ofKey(key, 'decide_release')}(${given(key)}, attempt bigint) RETURNS void
LANGUAGE sql ${asDefiner} AS ${dollarQuoted(sql`UPDATE ${ofKey(key, 'register')} AS r SET decided = true
 WHERE ${isGiven(key, 'decide_release')} AND r.closing = ${attempt}`)}`
}

/** Removes the row, or only tries to. Answers with what the service's own keys, triggers and rules refuse; a trial also with the keys that would go with it. */
function createRemove(key: ReferencedKey): Sql {
  const { columns, relation } = key
  const fn = ofKey(key, 'remove_released').name
  const value = keyNames(columns).map((name) => sql`${fn}.${name}`)
  const gone = sameKey(
    key.columns,
    columns.map((column) => sql`t.${column.name}`),
    value,
  )
  const body = sql`#variable_conflict use_column
DECLARE
  own jsonb;
  ${refusalVariables}
BEGIN
  IF ${fn}.only_try THEN
    ${beginTrial(key.home)}
  END IF;
  UPDATE ${ofKey(key, 'register')} AS r SET decided = true WHERE ${isGiven(key, 'remove_released')} AND r.closing = ${fn}.attempt;
  DELETE FROM ${ownRows(key)} AS t WHERE ${gone};
  SET CONSTRAINTS ALL IMMEDIATE;
  IF EXISTS (SELECT FROM ${ownRows(key)} AS t WHERE ${gone}) THEN
    RAISE EXCEPTION USING MESSAGE = ${literal(`a rule or a trigger keeps the row of "${relation.name}"`)};
  END IF;
  IF ${fn}.only_try THEN
    ${endTrial(key.home)}
  END IF;
  RETURN '{}'::jsonb;
${refusalOf(
  (refusal) =>
    sql`RETURN CASE WHEN state = 'FSTRY' THEN jsonb_build_object('own', own) ELSE jsonb_build_object('refusal', ${refusal}) END;`,
)}
END`
  return sql`CREATE FUNCTION ${ofKey(key, 'remove_released')}(${given(key)}, attempt bigint, only_try boolean) RETURNS jsonb
LANGUAGE plpgsql ${asDefiner} AS ${dollarQuoted(body)}`
}

/** What RESTRICT and NO ACTION refused where somebody referred to the row is refused for every row that was not released. */
function createDeleteRefusal(key: ReferencedKey): Sql {
  const { columns, relation } = key
  const { constraint, relation: referencing, service, restrict } = key.releases![0] as KeyRefusal
  const names = keyNames(columns)
  const message = `update or delete on table "${relation.name}" violates foreign key constraint "${constraint}" on table "${referencing.name}"`
  const shown = columns.map(({ name }) => name).join(', ')
  const asText = sql`concat_ws(', ', ${columns.map(({ name }) => sql`kept.${name}::text`)})`
  const asArguments = sql`concat_ws(', ', ${columns.map(({ name }) => sql`quote_literal(kept.${name}::text)`)})`
  const nullable = columns.filter((column) => column.nullable).map(({ name }) => sql`t.${name} IS NOT NULL AND `)
  const procedure = sql`${ofKey(key, 'release')}`.text
  const body = sql`DECLARE
  kept record;
BEGIN
  SELECT t.* INTO kept FROM ${changedRows(key, 'DELETE')} AS t
   WHERE ${nullable.length === 0 ? undefined : join(nullable, '')}NOT EXISTS (
     SELECT FROM ${ofKey(key, 'register')} AS r WHERE ${sameKey(
       key.columns,
       names.map((name) => sql`r.${name}`),
       columns.map(({ name }) => sql`t.${name}`),
     )} AND r.decided
   ) LIMIT 1;
  IF FOUND THEN
    ${noteInTrial(key)}
    RAISE EXCEPTION USING
      ERRCODE = ${refusalCode(restrict)},
      MESSAGE = ${literal(message)},
      DETAIL = format(${literal(`Key (${shown.replaceAll('%', '%%')})=(%s) may be referenced from table "${referencing.name.replaceAll('%', '%%')}" of service ${service.replaceAll('%', '%%')}.`)}, ${asText}),
      HINT = format(${literal(`Ask for its release: CALL ${procedure.replaceAll('%', '%%')}(%s)`)}, ${asArguments}),
      SCHEMA = ${literal(referencing.schema)},
      TABLE = ${literal(referencing.name)},
      CONSTRAINT = ${literal(constraint)};
  END IF;
  RETURN NULL;
END`
  return sql`CREATE FUNCTION ${ofKey(key, 'delete_unreleased')}() RETURNS trigger
LANGUAGE plpgsql ${captureClauses(key)} AS ${dollarQuoted(body)}`
}

/** While voters keep a key closed under its name, it keeps its name. */
function createChangeWait(key: ReferencedKey): Sql {
  const names = keyNames(key.columns)
  const isOld = sameKey(
    key.columns,
    names.map((name) => sql`r.${name}`),
    key.columns.map(({ name }) => sql`OLD.${name}`),
  )
  // What was agreed to be another key becomes it; before that it is only tried.
  const unless =
    (key.changes ?? []).length === 0
      ? undefined
      : sql` AND NOT ((r.decided OR ${isTrial(key.home)}) AND ${isAgreed(key)})`
  const body = sql`DECLARE
  closing bigint;
BEGIN
  SELECT r.closing INTO closing FROM ${ofKey(key, 'register')} AS r WHERE ${isOld}${unless} FOR NO KEY UPDATE;
  IF closing IS NOT NULL THEN
    RAISE EXCEPTION USING
      ERRCODE = 'object_in_use',
      MESSAGE = ${literal(`a key of "${key.relation.name}" cannot change while its release is voted on`)},
      HINT = 'Try again when the release is over.';
  END IF;
  RETURN NEW;
END`
  return sql`CREATE FUNCTION ${ofKey(key, 'change_waits')}() RETURNS trigger
LANGUAGE plpgsql ${asDefiner} AS ${dollarQuoted(body)}`
}

/** For hands and for languages without a client: asks, commits, waits, and raises what was refused as the constraint did. */
function createRelease(key: ReferencedKey): Sql {
  const { home, columns } = key
  const request = sql`${ofKey(key, 'request_release')}(${keyNames(columns).map((name) => sql`${name}`)})`
  return sql`CREATE PROCEDURE ${ofKey(key, 'release')}(${given(key)}, patience interval DEFAULT '1 minute')
LANGUAGE plpgsql AS ${dollarQuoted(waitAndRaise(home, request))}`
}

/** The body of a procedure that makes a request and has the argument `patience`. */
export function waitAndRaise(home: ServiceHome, request: Sql): Sql {
  return sql`DECLARE
  request bigint := ${request};
  answer record;
BEGIN
  COMMIT;
  PERFORM ${own(home, 'wait_for_release')}(request, patience);
  SELECT * INTO answer FROM ${own(home, 'release_state')}(request);
  IF answer.state = 'open' THEN
    RAISE EXCEPTION USING ERRCODE = 'lock_not_available',
      MESSAGE = 'the services that vote have not all answered yet',
      HINT = format(${literal(`Request %s goes on: SELECT * FROM ${sql`${own(home, 'release_state')}`.text.replaceAll('%', '%%')}(%s)`)}, request, request);
  ELSIF answer.state = 'refused' THEN
    RAISE EXCEPTION USING ERRCODE = coalesce(answer.sqlstate, 'lock_not_available'), MESSAGE = answer.message,
      DETAIL = concat_ws(' ', answer.detail, format('Refused by service %s.', answer.service)),
      CONSTRAINT = coalesce(answer.constraint_name, ''), TABLE = coalesce(answer.relation, '');
  END IF;
END`
}
