import type { Sql } from '../../print/sql.ts'
import { dollarQuoted, join, literal, raw, sql } from '../../print/sql.ts'
import { asDefiner } from './bracket-sql.ts'
import { sameKey } from './capture-sql.ts'
import { ifFenced, openGate, passGate } from './fence-sql.ts'
import { asOwner } from './home-sql.ts'
import { keyNames, ofKey } from './own-names.ts'
import type { NativeReference, ReplicatedKey } from './reference-value.ts'
import { refusalOf, refusalVariables } from './refusal-sql.ts'

/**
 * How a service votes on the end of a key. Where all that leans on the replica row only refuses, the vote deletes the row: what
 * PostgreSQL refuses is the no, and afterwards nothing can refer to it. Where something would act, the row stays, the key state closes,
 * and a guard on the referencing relations looks at it.
 */
export function createVote(key: ReplicatedKey): readonly Sql[] {
  const { home, columns } = key
  const types = columns.map((column) => raw(column.type))
  const bigints = (count: number) => Array.from({ length: count }, () => raw('bigint'))
  const called = (what: string, count: number) => sql`${ofKey(key, what)}(${[...types, ...bigints(count)]})`
  const functions = [called('judge_release', 3), called('reopen_release', 1), called('apply_release', 3)]
  return [
    ...asOwner(home, [
      createJudge(key),
      createReopen(key),
      createApplyRelease(key),
      sql`GRANT EXECUTE ON FUNCTION
  ${join(functions, ',\n')}
TO ${home.runtimeRole}`,
    ]),
    ...(actsOnDelete(key) ? createClosingGuards(key) : []),
  ]
}

/** Guards that refuse new references to a key that closes, where its row stays in the replica meanwhile. */
export function createClosingGuards(key: ReplicatedKey): readonly Sql[] {
  return [
    ...asOwner(key.home, key.references.map((reference, at) => createClosingGuard(key, reference, at))), // prettier-ignore
    ...key.references.map((reference, at) => attachClosingGuard(key, reference, at)),
  ]
}

export function actsOnDelete({ references }: Pick<ReplicatedKey, 'references'>): boolean {
  return references.some(({ onDelete }) => onDelete !== 'restrict' && onDelete !== 'no action')
}

/** Names of the closing guard: its trigger fires before the native keys look, or writers and voters would wait for each other. */
export function closingGuard(key: ReplicatedKey, at: number) {
  return { trigger: `A_fountain_split_${key.name}_${at + 1}`, function: ofKey(key, `closing_guard_${at + 1}`) }
}

function given(key: ReplicatedKey): readonly Sql[] {
  return key.columns.map((column, at) => sql`${keyNames(key.columns)[at]!} ${raw(column.type)}`)
}

function values(key: ReplicatedKey, what: string): readonly Sql[] {
  return keyNames(key.columns).map((name) => sql`${ofKey(key, what).name}.${name}`)
}

function stateIs(key: ReplicatedKey, what: string): Sql {
  return sameKey(
    keyNames(key.columns).map((name) => sql`s.${name}`),
    values(key, what),
  )
}

function replicaIs(key: ReplicatedKey, what: string): Sql {
  return sameKey(
    key.columns.map(({ name }) => sql`p.${name}`),
    values(key, what),
  )
}

function createJudge(key: ReplicatedKey): Sql {
  const fn = ofKey(key, 'judge_release').name
  const acts = actsOnDelete(key)
  const refuse = (refusal: Sql) => sql`RETURN jsonb_build_object('refusal', ${refusal});`
  const end = acts
    ? sql`RAISE EXCEPTION USING ERRCODE = 'FSTRY', MESSAGE = 'only tried';
  ${refusalOf(
    (refusal) => sql`IF state <> 'FSTRY' THEN
  ${refuse(refusal)}
END IF;`,
  )}`
    : refusalOf(refuse)
  const body = sql`#variable_conflict use_column
DECLARE
  s ${ofKey(key, 'state')}%ROWTYPE;
  ${refusalVariables}
BEGIN
  SELECT * INTO s FROM ${ofKey(key, 'state')} AS s WHERE ${stateIs(key, 'judge_release')} FOR UPDATE;
  -- What was told of the key before comes first: it may have been another key.
  IF NOT FOUND OR (s.epoch, s.version) < (${fn}.the_epoch, ${fn}.the_version) THEN
    RETURN '{"waits": true}'::jsonb;
  END IF;
  ${ifFenced(key, awaitFence)}
  BEGIN
    DELETE FROM ${ofKey(key, 'replica')} AS p WHERE ${replicaIs(key, 'judge_release')};
    SET CONSTRAINTS ALL IMMEDIATE;
  ${end}
  END;
  UPDATE ${ofKey(key, 'state')} AS s SET closing = ${fn}.attempt WHERE ${stateIs(key, 'judge_release')};
  RETURN jsonb_build_object('acts', ${raw(String(acts))});
END`
  return sql`CREATE FUNCTION ${ofKey(key, 'judge_release')}(${given(key)}, attempt bigint, the_epoch bigint, the_version bigint) RETURNS jsonb
LANGUAGE plpgsql ${asDefiner} SET lock_timeout = '2s' AS ${dollarQuoted(body)}`
}

/** Rows that came between the fence and the lock on the key are not fenced. */
function awaitFence(key: ReplicatedKey): Sql {
  const fn = ofKey(key, 'judge_release').name
  return sql`IF ${ofKey(key, 'is_named')}(${values(key, 'judge_release')})
    AND NOT EXISTS (SELECT FROM ${ofKey(key, 'gate')} AS g WHERE g.shut AND g.attempt = ${fn}.attempt) THEN
    RETURN '{"waits": true}'::jsonb;
  END IF;`
}

/** A replica row that the vote deleted comes back; what became of the key since is known to its state. */
function createReopen(key: ReplicatedKey): Sql {
  const fn = ofKey(key, 'reopen_release').name
  const names = keyNames(key.columns)
  const live = key.columns.map(({ name }) => name)
  const body = sql`${ifFenced(key, () => sql`${openGate(key, sql`${fn}.attempt`)};`)}
WITH opened AS (
  UPDATE ${ofKey(key, 'state')} AS s SET closing = NULL
   WHERE ${stateIs(key, 'reopen_release')} AND s.closing = ${fn}.attempt
  RETURNING s.alive, ${names.map((name) => sql`s.${name}`)}
)
INSERT INTO ${ofKey(key, 'replica')} (${live})
SELECT ${names.map((name) => sql`o.${name}`)} FROM opened AS o WHERE o.alive
ON CONFLICT DO NOTHING`
  return sql`CREATE FUNCTION ${ofKey(key, 'reopen_release')}(${given(key)}, attempt bigint) RETURNS void
LANGUAGE sql ${asDefiner} AS ${dollarQuoted(body)}`
}

/** The key goes here: its action runs, and its tombstone stands. A later life that is here already is not meant. */
function createApplyRelease(key: ReplicatedKey): Sql {
  const fn = ofKey(key, 'apply_release').name
  const pass = ifFenced(key, () => passGate(key, sql`g.attempt = ${fn}.attempt`))
  const open = ifFenced(key, () => sql`${openGate(key, sql`${fn}.attempt`)};`)
  const body = sql`#variable_conflict use_column
DECLARE
  s ${ofKey(key, 'state')}%ROWTYPE;
BEGIN
  SELECT * INTO s FROM ${ofKey(key, 'state')} AS s
   WHERE ${stateIs(key, 'apply_release')} AND s.closing = ${fn}.attempt FOR UPDATE;
  IF NOT FOUND THEN
    RETURN;
  END IF;
  IF s.alive AND (s.epoch, s.incarnation) <= (${fn}.the_epoch, ${fn}.the_version) THEN
    ${pass}
    DELETE FROM ${ofKey(key, 'replica')} AS p WHERE ${replicaIs(key, 'apply_release')};
    SET CONSTRAINTS ALL IMMEDIATE;
    UPDATE ${ofKey(key, 'state')} AS s SET alive = false WHERE ${stateIs(key, 'apply_release')};
  END IF;
  UPDATE ${ofKey(key, 'state')} AS s SET closing = NULL WHERE ${stateIs(key, 'apply_release')};
  ${open}
END`
  return sql`CREATE FUNCTION ${ofKey(key, 'apply_release')}(${given(key)}, attempt bigint, the_epoch bigint, the_version bigint) RETURNS void
LANGUAGE plpgsql ${asDefiner} AS ${dollarQuoted(body)}`
}

/** Refuses a new reference to a key that closes, in the name of the constraint. A key that is nowhere yet is locked by a row of its own. */
function createClosingGuard(key: ReplicatedKey, reference: NativeReference, at: number): Sql {
  const { constraint, relation, columns } = reference
  const names = keyNames(key.columns)
  const value = key.columns.map(({ name }) => sql`NEW.${columns.find(({ to }) => to === name)!.from}`)
  const isNamed = sameKey(
    names.map((name) => sql`s.${name}`),
    value,
  )
  const message = `insert or update on table "${relation.name}" violates foreign key constraint "${constraint}"`
  const body = sql`DECLARE
  closing bigint;
BEGIN
  SELECT s.closing INTO closing FROM ${ofKey(key, 'state')} AS s WHERE ${isNamed} FOR KEY SHARE;
  IF NOT FOUND THEN
    INSERT INTO ${ofKey(key, 'state')} (${names}) VALUES (${value}) ON CONFLICT DO NOTHING;
    SELECT s.closing INTO closing FROM ${ofKey(key, 'state')} AS s WHERE ${isNamed} FOR KEY SHARE;
  END IF;
  IF closing IS NOT NULL THEN
    RAISE EXCEPTION USING
      ERRCODE = 'foreign_key_violation',
      MESSAGE = ${literal(message)},
      DETAIL = ${literal(`The key in table "${key.source.relation.name}" of service ${key.source.service} is being released.`)},
      HINT = 'Try again when the release is over.',
      SCHEMA = ${literal(relation.schema)},
      TABLE = ${literal(relation.name)},
      CONSTRAINT = ${literal(constraint)};
  END IF;
  RETURN NULL;
END`
  return sql`CREATE FUNCTION ${closingGuard(key, at).function}() RETURNS trigger
LANGUAGE plpgsql ${asDefiner} AS ${dollarQuoted(body)}`
}

function attachClosingGuard(key: ReplicatedKey, reference: NativeReference, at: number): Sql {
  const { relation, columns } = reference
  const { trigger, function: guard } = closingGuard(key, at)
  const whole = join(
    columns.map(({ from }) => sql`NEW.${from} IS NOT NULL`),
    ' AND ',
  )
  return sql`CREATE TRIGGER ${trigger}
  AFTER INSERT OR UPDATE OF ${columns.map(({ from }) => from)} ON ${relation}
  FOR EACH ROW WHEN (${whole})
  EXECUTE FUNCTION ${guard}()`
}
