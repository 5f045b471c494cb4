import type { Sql } from '../../print/sql.ts'
import { dollarQuoted, join, literal, raw, sql } from '../../print/sql.ts'
import { callApplyOf } from './apply-sql.ts'
import { asDefiner } from './bracket-sql.ts'
import { sameKey } from './same-key.ts'
import { changeArguments, changeTypes, changeValues, isChangeKey } from './change-names.ts'
import { callTakeGate, fenceOf, ifFenced, openGate } from './fence-sql.ts'
import { closingGuards, createClosingGuards } from './closing-guard-sql.ts'
import { asOwner } from './home-sql.ts'
import { keyNames, ofKey, own } from './own-names.ts'
import type { ReplicatedKey } from './reference-value.ts'
import { referencesOf } from './reference-value.ts'
import { actsOnDelete, awaitRows, judgement, withTexts } from './vote-sql.ts'

/**
 * How a service votes on the change of a key. Where all that leans on the replica row only refuses, the vote moves the row to the new
 * key, which PostgreSQL refuses where rows name it, and takes it away there: nothing can refer to either. Where something would
 * act, that is tried and taken back, and runs after the decision; the new key is then here before its event, and closed until that.
 * So it is with rows that the service's own code guards: they are looked for, and follow.
 */
export function createChangeVote(key: ReplicatedKey): readonly Sql[] {
  const { home } = key
  const isFenced = fenceOf(key).length > 0
  const called = (what: string, ...types: readonly Sql[]) => sql`${ofKey(key, what)}(${types})`
  const [number, numbers] = [raw('bigint'), raw('bigint[]')]
  const functions = [
    called('change_close_release', ...changeTypes(key), number, number, number),
    called('change_judge_release', numbers),
    called('change_reopen_release', ...changeTypes(key), number),
    called('change_apply_release', numbers, numbers, numbers),
    ...(isFenced ? [called('change_take_gate', ...changeTypes(key), number, raw('text'), raw('text'))] : []),
  ]
  return [
    ...asOwner(home, [
      createClose(key),
      createJudge(key),
      createReopen(key),
      createApply(key),
      ...(isFenced ? [createTakeGate(key)] : []),
      sql`GRANT EXECUTE ON FUNCTION
  ${join(functions, ',\n')}
TO ${home.runtimeRole}`,
    ]),
    ...(needsOwnGuards(key) ? createClosingGuards(key, closingGuards(key)) : []),
  ]
}

export const changeVoteFunctions = [
  ...['change_close_release', 'change_judge_release', 'change_reopen_release', 'change_apply_release'],
  'change_take_gate',
]

export function actsOnChange(key: Pick<ReplicatedKey, 'references' | 'guarded'>): boolean {
  return referencesOf(key).some(({ onUpdate }) => onUpdate !== 'restrict' && onUpdate !== 'no action')
}

/** New references are refused by a guard wherever the replica's row stays; the vote on deletes may have brought it. */
export function needsOwnGuards(key: ReplicatedKey): boolean {
  return actsOnChange(key) && !(key.votes === true && actsOnDelete(key))
}

/** Closes a key that is to be another one; false: what was told of the two before has to come first. */
function createClose(key: ReplicatedKey): Sql {
  const fn = 'change_close_release'
  const local = ofKey(key, fn).name
  const state = ofKey(key, 'state')
  const names = keyNames(key.columns)
  const [olds, news] = [changeValues(key, fn, 'old'), changeValues(key, fn, 'new')]
  const successors = keyNames(key.columns, 'successor')
  const isOldRow = sameKey(
    key.columns,
    key.columns.map(({ name }) => sql`p.${name}`),
    olds,
  )
  const unfenced = ifFenced(
    key,
    () => sql`IF ${ofKey(key, 'is_named')}(${olds})
    AND NOT EXISTS (SELECT FROM ${ofKey(key, 'gate')} AS g WHERE g.shut AND ${local}.attempt = ANY (g.attempts)) THEN
  RETURN false;
END IF;`,
  )
  const body = sql`#variable_conflict use_column
DECLARE
  s ${state}%ROWTYPE;
  n ${state}%ROWTYPE;
BEGIN
  INSERT INTO ${state} (${names}) VALUES (${news}) ON CONFLICT DO NOTHING;
  PERFORM FROM ${state} AS s
    WHERE ${isChangeKey(key, fn, 'old', 's')} OR ${isChangeKey(key, fn, 'new', 's')}
    ORDER BY ${names.map((name) => sql`s.${name}`)} FOR UPDATE;
  SELECT * INTO s FROM ${state} AS s WHERE ${isChangeKey(key, fn, 'old', 's')};
  IF NOT FOUND OR (s.epoch, s.version) < (${local}.the_epoch, ${local}.the_version) THEN
    RETURN false;
  END IF;
  -- Whatever was called so before, its end must be known here.
  SELECT * INTO n FROM ${state} AS s WHERE ${isChangeKey(key, fn, 'new', 's')};
  IF n.alive OR n.closing IS NOT NULL OR (n.version < ${local}.new_version AND NOT EXISTS (
    SELECT FROM ${own(key.home, 'source')} AS m
     WHERE m.service = ${literal(key.source.service)} AND m.epoch = ${local}.the_epoch AND m.mark >= ${local}.new_version
  )) THEN
    RETURN false;
  END IF;
  ${unfenced}
  ${awaitRows(key, isOldRow)}
  UPDATE ${state} AS s SET closing = ${local}.attempt, ${successors.map((name, at) => sql`${name} = ${news[at]!}`)}
   WHERE ${isChangeKey(key, fn, 'old', 's')};
  RETURN true;
END`
  return sql`CREATE FUNCTION ${ofKey(key, fn)}(${changeArguments(key)}, attempt bigint, the_epoch bigint, the_version bigint) RETURNS boolean
LANGUAGE plpgsql ${asDefiner} SET lock_timeout = '2s' AS ${dollarQuoted(body)}`
}

/** Whether keys that were closed may become others; where something acts, also which of the service's own keys change along. */
function createJudge(key: ReplicatedKey): Sql {
  const fn = ofKey(key, 'change_judge_release').name
  const state = ofKey(key, 'state')
  const moved = sql`DELETE FROM ${ofKey(key, 'replica')} AS p USING ${state} AS s
 WHERE s.closing = ANY (${fn}.attempts) AND ${isReplicaRow(key, 'successor')};`
  const closed = sql`s.closing = ANY (${fn}.attempts)`
  const becomes =
    key.stateOnly === true
      ? sql`${successorLives(key, sql`${state} AS s WHERE ${closed}`)}
UPDATE ${state} AS s SET alive = false WHERE ${closed};`
      : sql`UPDATE ${ofKey(key, 'replica')} AS p SET ${becomesSuccessor(key)} FROM ${state} AS s
 WHERE ${closed} AND ${isReplicaRow(key, 'key')};`
  const body = judgement(
    key,
    actsOnChange(key),
    sql`${becomes}
${callApplyOf(key, 'try change', sql`${state} AS s WHERE ${closed}`)}`,
    moved,
  )
  return sql`CREATE FUNCTION ${ofKey(key, 'change_judge_release')}(attempts bigint[]) RETURNS jsonb
LANGUAGE plpgsql ${withTexts(key)} SET lock_timeout = '2s' AS ${dollarQuoted(body)}`
}

/** A replica row that the vote took away comes back. */
function createReopen(key: ReplicatedKey): Sql {
  const fn = 'change_reopen_release'
  const attempt = sql`${ofKey(key, fn).name}.attempt`
  const names = keyNames(key.columns)
  const open = ifFenced(key, () => sql`${openGate(key, sql`ARRAY[${attempt}]`)};`)
  const opens = sql`UPDATE ${ofKey(key, 'state')} AS s SET closing = NULL, ${keyNames(key.columns, 'successor').map((name) => sql`${name} = CASE WHEN NOT s.alive THEN s.${name} END`)}
 WHERE ${isChangeKey(key, fn, 'old', 's')} AND s.closing = ${attempt}`
  const bringBack = sql`WITH opened AS (
  ${opens}
  RETURNING s.alive, ${names.map((name) => sql`s.${name}`)}
)
INSERT INTO ${ofKey(key, 'replica')} (${key.columns.map(({ name }) => name)})
SELECT ${names.map((name) => sql`o.${name}`)} FROM opened AS o WHERE o.alive
ON CONFLICT DO NOTHING`
  const body = sql`${open}
${key.stateOnly === true ? opens : bringBack}`
  return sql`CREATE FUNCTION ${ofKey(key, fn)}(${changeArguments(key)}, attempt bigint) RETURNS void
LANGUAGE sql ${asDefiner} AS ${dollarQuoted(body)}`
}

/** Keys become others here: what follows them does so, and the tombstones say what they are now. */
function createApply(key: ReplicatedKey): Sql {
  const fn = ofKey(key, 'change_apply_release').name
  const state = ofKey(key, 'state')
  const names = keyNames(key.columns)
  const successors = keyNames(key.columns, 'successor')
  const meant = sql`unnest(${['attempts', 'epochs', 'versions'].map((name) => sql`${fn}.${name}`)}) AS g (attempt, epoch, version)`
  const goes = sql`s.closing = g.attempt AND s.alive AND (s.epoch, s.incarnation) <= (g.epoch, g.version)`
  const going = sql`${state} AS s, ${meant} WHERE ${goes}`
  const becomes =
    key.stateOnly === true
      ? successorLives(key, going)
      : sql`UPDATE ${ofKey(key, 'replica')} AS p SET ${becomesSuccessor(key)} FROM ${state} AS s, ${meant}
 WHERE ${goes} AND ${isReplicaRow(key, 'key')};`
  const open = ifFenced(key, () => sql`${openGate(key, sql`${fn}.attempts`)};`)
  const act = actsOnChange(key)
    ? sql`${becomes}
SET CONSTRAINTS ALL IMMEDIATE;
${callApplyOf(key, 'change', going)}
-- Its event is still to come, and finds it so.
UPDATE ${state} AS n SET alive = true, closing = s.closing, ${successors.map((name) => sql`${name} = NULL`)}
  FROM ${going} AND ${isSuccessor(key)};`
    : undefined
  const isOver = sql`s.closing = g.attempt AND s.${successors[0]!} IS NOT NULL`
  const body = sql`#variable_conflict use_column
BEGIN
  PERFORM FROM ${state} AS s WHERE s.closing = ANY (${fn}.attempts) ORDER BY ${names.map((name) => sql`s.${name}`)} FOR UPDATE;
  ${act}
  UPDATE ${state} AS s SET closing = NULL, alive = s.alive AND (s.epoch, s.incarnation) > (g.epoch, g.version)
    FROM ${meant}
   WHERE ${isOver};
  ${open}
END`
  return sql`CREATE FUNCTION ${ofKey(key, 'change_apply_release')}(attempts bigint[], epochs bigint[], versions bigint[]) RETURNS void
LANGUAGE plpgsql ${withTexts(key)} AS ${dollarQuoted(body)}`
}

/** The gate is the one of the key as it is. */
function createTakeGate(key: ReplicatedKey): Sql {
  const fn = 'change_take_gate'
  const local = ofKey(key, fn).name
  const more = ['attempt', 'release', 'rank'].map((name) => sql`${local}.${name}`)
  return sql`CREATE FUNCTION ${ofKey(key, fn)}(${changeArguments(key)}, attempt bigint, release text, rank text) RETURNS text
LANGUAGE sql ${asDefiner} AS ${dollarQuoted(sql`SELECT ${callTakeGate(key, [...changeValues(key, fn, 'old'), ...more])}`)}`
}

/** Where the key states alone tell which keys are alive: the successors of states `s` are; `states`: what follows FROM. */
function successorLives(key: ReplicatedKey, states: Sql): Sql {
  return sql`UPDATE ${ofKey(key, 'state')} AS n SET alive = true FROM ${states} AND ${isSuccessor(key)};`
}

function isSuccessor({ columns }: ReplicatedKey): Sql {
  return sameKey(
    columns,
    keyNames(columns).map((name) => sql`n.${name}`),
    keyNames(columns, 'successor').map((name) => sql`s.${name}`),
  )
}

/** The replica's row of a key state `s`, under its name or its successor's. */
function isReplicaRow(key: ReplicatedKey, prefix: 'key' | 'successor'): Sql {
  return sameKey(
    key.columns,
    key.columns.map(({ name }) => sql`p.${name}`),
    keyNames(key.columns, prefix).map((name) => sql`s.${name}`),
  )
}

function becomesSuccessor(key: ReplicatedKey): readonly Sql[] {
  return key.columns.map(({ name }, at) => sql`${name} = s.${keyNames(key.columns, 'successor')[at]!}`)
}
