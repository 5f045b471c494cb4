import { changeAggregate } from '../../plan/contracts/key-contract.ts'
import type { Sql } from '../../print/sql.ts'
import { dollarQuoted, join, literal, raw, sql } from '../../print/sql.ts'
import { asDefiner } from './bracket-sql.ts'
import { captureClauses } from './capture-sql.ts'
import { sameKey } from './same-key.ts'
import { attachChangeGuards, createChangeGuards } from './change-guard-sql.ts'
import { bothNames, changeArguments, changeTypes, changeValues, isChangeKey } from './change-names.ts'
import { asOwner } from './home-sql.ts'
import { canonicalKey } from './key-text.ts'
import { keyNames, ofKey, own } from './own-names.ts'
import type { ReferencedKey } from './reference-value.ts'
import { aggregateType } from './reference-value.ts'
import { waitAndRaise } from './release-key-sql.ts'
import { refusalOf, refusalVariables } from './refusal-sql.ts'
import { beginTrial, endTrial } from './trial-sql.ts'
import { ownRows } from './own-rows.ts'
import { mustSeeAll } from './row-security-sql.ts'

/**
 * What lets a key of this service change only when those who refer to it have agreed. The worker treats it as the release of the old
 * name: the functions that it calls are those of a release, for a row of values that tells both names.
 */
export function createKeyChange(key: ReferencedKey): readonly Sql[] {
  const { home, columns } = key
  const types = columns.map((column) => raw(column.type))
  const request = sql`${ofKey(key, 'request_key_change')}(${[...types, ...types]})`
  const change = sql`${ofKey(key, 'change')}(${[...types, ...types, raw('interval')]})`
  const called = (what: string, more: readonly string[]) =>
    sql`${ofKey(key, what)}(${[...changeTypes(key), ...more.map(raw)]})`
  const remove = called('change_remove_released', ['bigint', 'boolean'])
  return [
    ...asOwner(home, [
      createRequest(key),
      sql`COMMENT ON FUNCTION ${request} IS 'Asks for a key to become another; returns the request, for release_state and wait_for_release once it is committed'`,
      createHold(key),
      createReopen(key),
      createDecide(key),
      ...createChangeGuards(key),
      sql`GRANT EXECUTE ON FUNCTION ${request} TO ${home.serviceRole}, ${home.runtimeRole}`,
      sql`GRANT EXECUTE ON FUNCTION ${join(
        ['change_hold_release', 'change_reopen_release', 'change_decide_release'].map((what) =>
          called(what, ['bigint']),
        ),
        ', ',
      )} TO ${home.runtimeRole}`,
      createProcedure(key),
      sql`COMMENT ON PROCEDURE ${change} IS 'Asks for a key to become another, and waits for the answer; outside of a transaction block'`,
      sql`GRANT EXECUTE ON PROCEDURE ${change} TO ${home.serviceRole}`,
    ]),
    // It updates a row of the user's relation: it belongs to whoever applies the migration.
    ...mustSeeAll([key]),
    createChange(key),
    sql`REVOKE EXECUTE ON FUNCTION ${remove} FROM PUBLIC`,
    sql`GRANT EXECUTE ON FUNCTION ${remove} TO ${home.runtimeRole}`,
    ...attachChangeGuards(key),
  ]
}

export function dropKeyChange(key: ReferencedKey): readonly Sql[] {
  const functions = [
    'request_key_change',
    'change_hold_release',
    'change_reopen_release',
    'change_decide_release',
    'change_remove_released',
  ]
  return [
    // Triggers go with their functions.
    ...['change_unreleased', 'change_reserved', 'delete_waits'].map(
      (name) => sql`DROP FUNCTION IF EXISTS ${ofKey(key, name)} CASCADE`,
    ),
    sql`DROP PROCEDURE IF EXISTS ${ofKey(key, 'change')}`,
    ...functions.map((name) => sql`DROP FUNCTION IF EXISTS ${ofKey(key, name)}`),
  ]
}

function createRequest(key: ReferencedKey): Sql {
  const { home, columns } = key
  const fn = 'request_key_change'
  const [olds, news] = [changeValues(key, fn, 'old'), changeValues(key, fn, 'new')]
  const request = own(home, 'release_request')
  const register = ofKey(key, 'register')
  const aggregate = literal(changeAggregate(aggregateType(home.service, key.name)))
  const subject = canonicalKey(columns, (at) => olds[at]!)
  // An argument has the collation of its type, whatever the column has.
  const collated = olds.map((each, at) => (columns[at]!.collation === undefined ? each : sql`${each} COLLATE ${columns[at]!.collation!}`)) // prettier-ignore
  const known = sql`coalesce((SELECT r.version FROM ${register} AS r WHERE ${isChangeKey(key, fn, 'new', 'r')}), 0)`
  const body = sql`#variable_conflict use_column
DECLARE
  wanted jsonb := ${bothNames(
    columns,
    (at) => olds[at]!,
    (at) => news[at]!,
    known,
  )};
  request bigint;
BEGIN
  IF num_nulls(${news}) > 0 OR ${sameKey(key.columns, collated, news)} THEN
    RAISE EXCEPTION USING ERRCODE = 'invalid_parameter_value', MESSAGE = 'a key becomes another one, and no part of it NULL';
  END IF;
  IF NOT EXISTS (SELECT FROM ${register} AS r WHERE ${isChangeKey(key, fn, 'old', 'r')} AND r.alive) THEN
    INSERT INTO ${request} (aggregate, subject, key, state, answered) VALUES (${aggregate}, ${subject}, wanted, 'gone', now()) RETURNING id INTO request;
    RETURN request;
  END IF;
  WHILE request IS NULL LOOP
    INSERT INTO ${request} (aggregate, subject, key) VALUES (${aggregate}, ${subject}, wanted) ON CONFLICT DO NOTHING RETURNING id INTO request;
    IF request IS NULL THEN
      -- Who asks for what is asked for already hears the same answer.
      SELECT r.id INTO request FROM ${request} AS r
       WHERE r.aggregate = ${aggregate} AND r.subject = ${subject} AND r.state = 'open' AND r.key - 'version' = wanted - 'version';
      IF NOT FOUND AND EXISTS (SELECT FROM ${request} AS r WHERE r.aggregate = ${aggregate} AND r.subject = ${subject} AND r.state = 'open') THEN
        RAISE EXCEPTION USING ERRCODE = 'object_in_use', MESSAGE = 'it is asked for already that this key becomes another one', HINT = 'Try again when that is answered.';
      END IF;
    END IF;
  END LOOP;
  PERFORM pg_notify('fountain_split_release', '');
  RETURN request;
END`
  const keys = changeArguments(key).slice(0, -1)
  return sql`CREATE FUNCTION ${ofKey(key, fn)}(${keys}) RETURNS bigint
LANGUAGE plpgsql ${captureClauses(key)} AS ${dollarQuoted(body)}`
}

/**
 * Marks a key as closing and takes its new name; a version that is NULL: somebody else has one of the two, or had the new one since.
 * `taken`: a row has the new name, and the table's own constraint is to say so.
 */
function createHold(key: ReferencedKey): Sql {
  const { home, columns } = key
  const fn = 'change_hold_release'
  const register = ofKey(key, 'register')
  const names = keyNames(columns)
  const local = ofKey(key, fn).name
  const known = sql`coalesce((SELECT r.version FROM ${register} AS r WHERE ${isChangeKey(key, fn, 'new', 'r')}), 0)`
  const body = sql`#variable_conflict use_column
DECLARE
  held ${register}%ROWTYPE;
  of_service bigint := (SELECT s.epoch FROM ${own(home, 'service_state')} AS s);
  is_taken boolean;
BEGIN
  SELECT * INTO held FROM ${register} AS r WHERE ${isChangeKey(key, fn, 'old', 'r')} FOR NO KEY UPDATE;
  IF NOT FOUND OR NOT held.alive THEN
    RETURN;
  END IF;
  IF held.closing IS NULL THEN
    INSERT INTO ${register} AS r (${names}, incarnation, version, alive, closing)
    VALUES (${changeValues(key, fn, 'new')}, 0, 0, false, ${local}.attempt)
    ON CONFLICT (${names}) DO UPDATE SET closing = excluded.closing
     WHERE r.closing IS NULL AND (r.alive OR r.version = ${local}.new_version)
    RETURNING r.alive INTO is_taken;
    IF FOUND THEN
      UPDATE ${register} AS r SET closing = ${local}.attempt WHERE ${isChangeKey(key, fn, 'old', 'r')};
      RETURN QUERY SELECT held.version, of_service, is_taken;
      RETURN;
    END IF;
    -- It was another key's name meanwhile: voters have to hear of that first.
    UPDATE ${own(home, 'release_request')} AS q SET key = q.key || jsonb_build_object('version', ${known}::text)
     WHERE q.aggregate = ${literal(changeAggregate(aggregateType(home.service, key.name)))}
       AND q.subject = ${canonicalKey(columns, (at) => changeValues(key, fn, 'old')[at]!)} AND q.state = 'open';
  END IF;
  RETURN QUERY SELECT NULL::bigint, of_service, false;
END`
  return sql`CREATE FUNCTION ${ofKey(key, fn)}(${changeArguments(key)}, attempt bigint) RETURNS TABLE (version bigint, epoch bigint, taken boolean)
LANGUAGE plpgsql ${captureClauses(key)} AS ${dollarQuoted(body)}`
}

function createReopen(key: ReferencedKey): Sql {
  const fn = 'change_reopen_release'
  const register = ofKey(key, 'register')
  const attempt = sql`${ofKey(key, fn).name}.attempt`
  const body = sql`DELETE FROM ${register} AS r WHERE ${isChangeKey(key, fn, 'new', 'r')} AND r.closing = ${attempt} AND r.version = 0;
UPDATE ${register} AS r SET closing = NULL, decided = false
 WHERE r.closing = ${attempt} AND (${isChangeKey(key, fn, 'old', 'r')} OR ${isChangeKey(key, fn, 'new', 'r')})`
  return sql`CREATE FUNCTION ${ofKey(key, fn)}(${changeArguments(key)}, attempt bigint) RETURNS void
LANGUAGE sql ${asDefiner} AS ${dollarQuoted(body)}`
}

/** A key that changes along with another one may change. */
function createDecide(key: ReferencedKey): Sql {
  const fn = 'change_decide_release'
  return sql`CREATE FUNCTION ${ofKey(key, fn)}(${changeArguments(key)}, attempt bigint) RETURNS void
LANGUAGE sql ${asDefiner} AS ${dollarQuoted(sql`UPDATE ${ofKey(key, 'register')} AS r SET decided = true
 WHERE ${isChangeKey(key, fn, 'old', 'r')} AND r.closing = ${ofKey(key, fn).name}.attempt`)}`
}

/** Changes the key, or only tries to. Answers with what the service's own keys, triggers and rules refuse; a trial also with the keys that would change along. */
function createChange(key: ReferencedKey): Sql {
  const { columns, relation } = key
  const fn = 'change_remove_released'
  const local = ofKey(key, fn).name
  const row = columns.map((column) => sql`t.${column.name}`)
  const isOld = sameKey(key.columns, row, changeValues(key, fn, 'old'))
  const isNew = sameKey(key.columns, row, changeValues(key, fn, 'new'))
  const changes = columns.map((column, at) => sql`${column.name} = ${changeValues(key, fn, 'new')[at]!}`)
  const body = sql`#variable_conflict use_column
DECLARE
  own jsonb;
  ${refusalVariables}
BEGIN
  IF ${local}.only_try THEN
    ${beginTrial(key.home)}
  END IF;
  UPDATE ${ofKey(key, 'register')} AS r SET decided = true WHERE ${isChangeKey(key, fn, 'old', 'r')} AND r.closing = ${local}.attempt;
  UPDATE ${ownRows(key)} AS t SET ${changes} WHERE ${isOld};
  SET CONSTRAINTS ALL IMMEDIATE;
  IF EXISTS (SELECT FROM ${ownRows(key)} AS t WHERE ${isOld}) OR NOT EXISTS (SELECT FROM ${ownRows(key)} AS t WHERE ${isNew}) THEN
    RAISE EXCEPTION USING MESSAGE = ${literal(`a rule or a trigger keeps the key of the row of "${relation.name}"`)};
  END IF;
  IF ${local}.only_try THEN
    ${endTrial(key.home)}
  END IF;
  RETURN '{}'::jsonb;
${refusalOf((refusal) => sql`RETURN CASE WHEN state = 'FSTRY' THEN jsonb_build_object('own', own) ELSE jsonb_build_object('refusal', ${refusal}) END;`)}
END`
  return sql`CREATE FUNCTION ${ofKey(key, fn)}(${changeArguments(key)}, attempt bigint, only_try boolean) RETURNS jsonb
LANGUAGE plpgsql ${asDefiner} AS ${dollarQuoted(body)}`
}

/** For hands and for languages without a client. */
function createProcedure(key: ReferencedKey): Sql {
  const names = ['old', 'new'].flatMap((prefix) => keyNames(key.columns, prefix).map((name) => sql`${name}`))
  const keys = changeArguments(key).slice(0, -1)
  return sql`CREATE PROCEDURE ${ofKey(key, 'change')}(${keys}, patience interval DEFAULT '1 minute')
LANGUAGE plpgsql AS ${dollarQuoted(waitAndRaise(key.home, sql`${ofKey(key, 'request_key_change')}(${join(names, ', ')})`))}`
}
