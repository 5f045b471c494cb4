import type { Sql } from '../../print/sql.ts'
import { dollarQuoted, join, raw, sql } from '../../print/sql.ts'
import { createActOnSome, isAction } from './act-on-some-sql.ts'
import { callApplyOf } from './apply-sql.ts'
import { asDefiner } from './bracket-sql.ts'
import { sameKey } from './same-key.ts'
import { closingGuards, createClosingGuards } from './closing-guard-sql.ts'
import { fenceOf, ifFenced, openGate } from './fence-sql.ts'
import { asOwner } from './home-sql.ts'
import { textSettings } from './key-text.ts'
import { keyNames, ofKey } from './own-names.ts'
import type { ReplicatedKey } from './reference-value.ts'
import { referencesOf } from './reference-value.ts'
import { refusalOf, refusalVariables } from './refusal-sql.ts'
import { beginTrial, endTrial, takeBack } from './trial-sql.ts'

/**
 * How a service votes on the end of a key. Where all that leans on the replica row only refuses, the vote deletes the row: what
 * PostgreSQL refuses is the no, and afterwards nothing can refer to it. Where something would act, the row stays, the key state closes,
 * and a guard on the referencing relations looks at it. Rows that the service's own code guards are looked for while the key state is
 * locked, which that code holds until its rows are seen; it looks at the key state, too.
 */
export function createVote(key: ReplicatedKey): readonly Sql[] {
  const { home, columns } = key
  const types = columns.map((column) => raw(column.type))
  const called = (what: string, ...given: readonly Sql[]) => sql`${ofKey(key, what)}(${given})`
  const [number, numbers] = [raw('bigint'), raw('bigint[]')]
  const functions = [
    called('close_release', ...types, number, number, number),
    called('judge_release', numbers),
    called('reopen_release', ...types, number),
    called('apply_release', numbers, numbers, numbers),
  ]
  return [
    ...asOwner(home, [
      createClose(key),
      createJudge(key),
      createReopen(key),
      createApplyRelease(key),
      sql`GRANT EXECUTE ON FUNCTION
  ${join(functions, ',\n')}
TO ${home.runtimeRole}`,
    ]),
    ...(actsOnDelete(key) ? [...createActOnSome(key), ...createClosingGuards(key, closingGuards(key))] : []),
  ]
}

export function actsOnDelete(key: Pick<ReplicatedKey, 'references' | 'guarded'>): boolean {
  return referencesOf(key).some(isAction)
}

/** Rows that are being written hold the replica's row `p`; where there is none, they hold the key state, which is locked already. */
export function awaitRows(key: ReplicatedKey, isKey: Sql): Sql | undefined {
  if (key.stateOnly === true) return undefined
  return sql`-- Rows that are being written hold it; who comes afterwards sees that the key closes.
PERFORM FROM ${ofKey(key, 'replica')} AS p WHERE ${isKey} FOR UPDATE;`
}

function given(key: ReplicatedKey): readonly Sql[] {
  return key.columns.map((column, at) => sql`${keyNames(key.columns)[at]!} ${raw(column.type)}`)
}

function values(key: ReplicatedKey, what: string): readonly Sql[] {
  return keyNames(key.columns).map((name) => sql`${ofKey(key, what).name}.${name}`)
}

function stateIs(key: ReplicatedKey, what: string): Sql {
  return sameKey(
    key.columns,
    keyNames(key.columns).map((name) => sql`s.${name}`),
    values(key, what),
  )
}

/** The replica's rows of keys whose states are `s`. */
function isClosedKey(key: ReplicatedKey): Sql {
  return sameKey(
    key.columns,
    key.columns.map(({ name }) => sql`p.${name}`),
    keyNames(key.columns).map((name) => sql`s.${name}`),
  )
}

/** Closes a key, and waits for rows that are being written; false: what was told of the key before has to come first. */
function createClose(key: ReplicatedKey): Sql {
  const fn = ofKey(key, 'close_release').name
  const body = sql`#variable_conflict use_column
DECLARE
  s ${ofKey(key, 'state')}%ROWTYPE;
BEGIN
  SELECT * INTO s FROM ${ofKey(key, 'state')} AS s WHERE ${stateIs(key, 'close_release')} FOR UPDATE;
  -- It may have been another key before.
  IF NOT FOUND OR (s.epoch, s.version) < (${fn}.the_epoch, ${fn}.the_version) THEN
    RETURN false;
  END IF;
  ${ifFenced(key, awaitFence)}
  ${awaitRows(key, sql`${isClosedKey(key)}`)}
  UPDATE ${ofKey(key, 'state')} AS s SET closing = ${fn}.attempt WHERE ${stateIs(key, 'close_release')};
  RETURN true;
END`
  return sql`CREATE FUNCTION ${ofKey(key, 'close_release')}(${given(key)}, attempt bigint, the_epoch bigint, the_version bigint) RETURNS boolean
LANGUAGE plpgsql ${asDefiner} SET lock_timeout = '2s' AS ${dollarQuoted(body)}`
}

/** Whether keys that were closed may go, all together; where something acts, also which of the service's own keys go with them. */
function createJudge(key: ReplicatedKey): Sql {
  const acts = actsOnDelete(key)
  // However many rows refer to it.
  if (referencesOf(key).every(isAction) && key.refusable !== true && fenceOf(key).length === 0)
    return sql`CREATE FUNCTION ${ofKey(key, 'judge_release')}(attempts bigint[]) RETURNS jsonb
LANGUAGE sql IMMUTABLE
RETURN '{"acts": true}'::jsonb`
  const closed = sql`s.closing = ANY (${ofKey(key, 'judge_release').name}.attempts)`
  const ends =
    key.stateOnly === true
      ? sql`UPDATE ${ofKey(key, 'state')} AS s SET alive = false WHERE ${closed};`
      : sql`DELETE FROM ${ofKey(key, 'replica')} AS p
 USING ${ofKey(key, 'state')} AS s
 WHERE ${closed} AND ${isClosedKey(key)};`
  const body = judgement(
    key,
    acts,
    sql`${ends}
${callApplyOf(key, 'try delete', sql`${ofKey(key, 'state')} AS s WHERE ${closed}`)}`,
  )
  return sql`CREATE FUNCTION ${ofKey(key, 'judge_release')}(attempts bigint[]) RETURNS jsonb
LANGUAGE plpgsql ${withTexts(key)} SET lock_timeout = '2s' AS ${dollarQuoted(body)}`
}

/**
 * Does to closed keys what was asked about, and answers whether something refuses it. Where something acts, or only the key states tell
 * which keys live, it is taken back; else it stays, and `settled` with it.
 */
export function judgement(key: ReplicatedKey, acts: boolean, done: Sql, settled?: Sql): Sql {
  const refuse = (refusal: Sql) => sql`RETURN jsonb_build_object('refusal', ${refusal});`
  const isTried = (refusal: Sql) => sql`IF state <> 'FSTRY' THEN
  ${refuse(refusal)}
END IF;`
  const begin = acts
    ? sql`${beginTrial(key.home)}
    `
    : undefined
  const stays =
    settled === undefined
      ? refusalOf(refuse)
      : sql`${settled}
  ${refusalOf(refuse)}`
  const back = acts ? endTrial(key.home) : takeBack
  const end =
    acts || key.stateOnly === true
      ? sql`${back}
  ${refusalOf(isTried)}`
      : stays
  return sql`DECLARE
  own jsonb;
  ${refusalVariables}
BEGIN
  BEGIN
    ${begin}${done}
    SET CONSTRAINTS ALL IMMEDIATE;
  ${end}
  END;
  RETURN jsonb_build_object(${raw(acts ? "'acts', true, 'own', own" : "'acts', false")});
END`
}

/** Rows that came between the fence and the lock on the key are not fenced. */
function awaitFence(key: ReplicatedKey): Sql {
  const fn = ofKey(key, 'close_release').name
  return sql`IF ${ofKey(key, 'is_named')}(${values(key, 'close_release')})
    AND NOT EXISTS (SELECT FROM ${ofKey(key, 'gate')} AS g WHERE g.shut AND ${fn}.attempt = ANY (g.attempts)) THEN
    RETURN false;
  END IF;`
}

/** A replica row that the vote deleted comes back; what became of the key since is known to its state. */
function createReopen(key: ReplicatedKey): Sql {
  const fn = ofKey(key, 'reopen_release').name
  const names = keyNames(key.columns)
  const live = key.columns.map(({ name }) => name)
  const opens = sql`UPDATE ${ofKey(key, 'state')} AS s SET closing = NULL
 WHERE ${stateIs(key, 'reopen_release')} AND s.closing = ${fn}.attempt`
  const bringBack = sql`WITH opened AS (
  ${opens}
  RETURNING s.alive, ${names.map((name) => sql`s.${name}`)}
)
INSERT INTO ${ofKey(key, 'replica')} (${live})
SELECT ${names.map((name) => sql`o.${name}`)} FROM opened AS o WHERE o.alive
ON CONFLICT DO NOTHING`
  const body = sql`${ifFenced(key, () => sql`${openGate(key, sql`ARRAY[${fn}.attempt]`)};`)}
${key.stateOnly === true ? opens : bringBack}`
  return sql`CREATE FUNCTION ${ofKey(key, 'reopen_release')}(${given(key)}, attempt bigint) RETURNS void
LANGUAGE sql ${asDefiner} AS ${dollarQuoted(body)}`
}

/** Keys go here: their actions run, and tombstones stand. A later life that is here already is not meant. */
function createApplyRelease(key: ReplicatedKey): Sql {
  const fn = ofKey(key, 'apply_release').name
  const names = keyNames(key.columns)
  const state = ofKey(key, 'state')
  const meant = sql`unnest(${['attempts', 'epochs', 'versions'].map((name) => sql`${fn}.${name}`)}) AS g (attempt, epoch, version)`
  const goes = sql`s.closing = g.attempt AND s.alive AND (s.epoch, s.incarnation) <= (g.epoch, g.version)`
  const leaves =
    key.stateOnly === true
      ? undefined
      : sql`DELETE FROM ${ofKey(key, 'replica')} AS p
 USING ${state} AS s, ${meant}
 WHERE ${goes} AND ${isClosedKey(key)};`
  const body = sql`#variable_conflict use_column
BEGIN
  PERFORM FROM ${state} AS s WHERE s.closing = ANY (${fn}.attempts) ORDER BY ${names.map((name) => sql`s.${name}`)} FOR UPDATE;
  ${leaves}
  SET CONSTRAINTS ALL IMMEDIATE;
  ${guardedFollow(key, sql`${state} AS s, ${meant} WHERE ${goes}`)}
  UPDATE ${state} AS s SET alive = false FROM ${meant} WHERE ${goes};
  UPDATE ${state} AS s SET closing = NULL WHERE s.closing = ANY (${fn}.attempts);
  ${ifFenced(key, () => sql`${openGate(key, sql`${fn}.attempts`)};`)}
END`
  return sql`CREATE FUNCTION ${ofKey(key, 'apply_release')}(attempts bigint[], epochs bigint[], versions bigint[]) RETURNS void
LANGUAGE plpgsql ${withTexts(key)} AS ${dollarQuoted(body)}`
}

/** Rows that the service's own code guards follow, too: the event of the end comes later, and finds the key dead. */
function guardedFollow(key: ReplicatedKey, states: Sql): Sql | undefined {
  const call = callApplyOf(key, 'delete', states)
  return call === undefined
    ? undefined
    : sql`-- Rows that no foreign key leads to the replica follow as well.
  ${call}`
}

/** Keys are given as text where rows follow that the service's own code guards. */
export function withTexts(key: ReplicatedKey): Sql {
  return join([asDefiner, ...((key.guarded ?? []).length === 0 ? [] : textSettings(key.columns))], ' ')
}
