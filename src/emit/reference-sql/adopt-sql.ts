import type { Sql } from '../../print/sql.ts'
import { dollarQuoted, join, literal, raw, sql } from '../../print/sql.ts'
import { callApply } from './apply-sql.ts'
import { asDefiner } from './bracket-sql.ts'
import { asReferred, referredColumns, sameKey } from './same-key.ts'
import { textSettings } from './key-text.ts'
import { keyNames, ofKey, own } from './own-names.ts'
import { keyArguments, typed } from './key-arguments.ts'
import type { NativeReference, ReplicatedKey } from './reference-value.ts'
import { ownRows } from './own-rows.ts'

/**
 * Read-through: takes a key into the replica that the referenced service said exists, before its event came. Answers
 * `adopted`, `known`, `dead` (a tombstone is as new, or the answer lies at or below the mark), `closing`, or `behind`
 * (an older life of the key still stands here, and events alone can tell what became of it).
 */
export function createAdopt(key: ReplicatedKey): Sql {
  const { columns, home } = key
  const names = keyNames(columns)
  const state = ofKey(key, 'state')
  const replica = ofKey(key, 'replica')
  const value = names.map((name) => sql`${ofKey(key, 'adopt').name}.${name}`)
  const live = columns.map((column) => sql`${column.name}`)
  const followsChanges = [...key.references, ...(key.guarded ?? [])].some(
    ({ onUpdate }) => !['no action', 'restrict'].includes(onUpdate),
  )
  const older = followsChanges
    ? [raw('-- The older life may have become another key, which its references must follow.'), raw("RETURN 'behind';")]
    : [
        raw('-- A newer life implies that the older one ended: what hangs on it goes first.'),
        sql`DELETE FROM ${replica} WHERE ${sameKey(key.columns, live, value)};`,
        ...[
          callApply(
            key,
            raw("ARRAY['delete']"),
            value.map(asArray),
            value.map(() => noTexts),
          ),
        ].filter(isThere),
        raw('SET CONSTRAINTS ALL IMMEDIATE;'),
      ]
  const body = sql`#variable_conflict use_column
DECLARE
  s ${state}%ROWTYPE;
BEGIN
  INSERT INTO ${state} (${names}) VALUES (${value}) ON CONFLICT DO NOTHING;
  SELECT * INTO STRICT s FROM ${state} WHERE ${sameKey(
    key.columns,
    names.map((name) => sql`${name}`),
    value,
  )} FOR UPDATE;
  IF s.closing IS NOT NULL THEN
    RETURN 'closing';
  END IF;
  IF (s.epoch, s.version) >= (the_epoch, the_version) THEN
    RETURN CASE WHEN s.alive THEN 'known' ELSE 'dead' END;
  END IF;
  IF s.version = 0 AND EXISTS (
    SELECT FROM ${own(home, 'source')} AS m
     WHERE m.service = ${literal(key.source.service)} AND m.epoch = the_epoch AND m.mark >= the_version
  ) THEN
    DELETE FROM ${state} WHERE ${sameKey(
      key.columns,
      names.map((name) => sql`${name}`),
      value,
    )};
    RETURN 'dead';
  END IF;
  IF s.alive AND s.incarnation < the_incarnation THEN
    ${join(older, '\n')}
  END IF;
  IF NOT s.alive OR s.incarnation < the_incarnation THEN
    INSERT INTO ${replica} (${live}) VALUES (${value});
  END IF;
  UPDATE ${state} SET epoch = the_epoch, incarnation = the_incarnation, version = the_version, alive = true,
    ${keyNames(columns, 'successor').map((name) => sql`${name} = NULL`)}
   WHERE ${sameKey(
     key.columns,
     names.map((name) => sql`${name}`),
     value,
   )};
  RETURN 'adopted';
END`
  const given = columns.map((column, at) => sql`${names[at]!} ${raw(column.type)}`)
  return sql`CREATE FUNCTION ${ofKey(key, 'adopt')}(${given}, the_epoch bigint, the_incarnation bigint, the_version bigint) RETURNS text
LANGUAGE plpgsql ${clauses(key)} AS ${dollarQuoted(body)}`
}

/** Removes tombstones up to a version to which every event was applied; answers at or below it are refused from then on. */
export function createForget(key: ReplicatedKey): Sql {
  const { home } = key
  const body = sql`UPDATE ${own(home, 'source')} SET epoch = the_epoch, mark = the_mark
 WHERE service = ${literal(key.source.service)} AND (epoch, mark) < (the_epoch, the_mark);
WITH forgotten AS (
  DELETE FROM ${ofKey(key, 'state')}
   WHERE NOT alive AND NOT pinned AND closing IS NULL AND version > 0 AND (epoch, version) <= (the_epoch, the_mark)
  RETURNING 1
)
SELECT count(*) FROM forgotten`
  return sql`CREATE FUNCTION ${ofKey(key, 'forget')}(the_epoch bigint, the_mark bigint) RETURNS bigint
LANGUAGE sql ${clauses(key)} AS ${dollarQuoted(body)}`
}

/** Closes keys to adoption, or opens them again where the attempt is NULL. */
export function createClose(key: ReplicatedKey): Sql {
  const { columns } = key
  const names = keyNames(columns)
  const body = sql`UPDATE ${ofKey(key, 'state')} AS s SET closing = attempt
  FROM unnest(${names.map((name) => sql`${ofKey(key, 'close').name}.${name}`)}) AS g (${names})
 WHERE ${sameKey(
   key.columns,
   names.map((name) => sql`s.${name}`),
   typed(columns, 'g', 'key'),
 )}`
  return sql`CREATE FUNCTION ${ofKey(key, 'close')}(${[...keyArguments(columns, 'key'), raw('attempt bigint')]}) RETURNS void
LANGUAGE sql ${clauses(key)} AS ${dollarQuoted(body)}`
}

/**
 * Moves what refers to a key over to its successor, which is in the replica already, so that no UPDATE of the replica
 * could do it; each reference as its ON UPDATE says. Then the old key goes.
 */
export function createFollow(key: ReplicatedKey): Sql {
  const { columns } = key
  const arrays = ['old', 'new'].flatMap((prefix) =>
    columns.map((column, at) => sql`${keyNames(columns, prefix)[at]!} ${raw(column.type)}`),
  )
  const follow = key.references.flatMap((reference) => followReference(key, reference))
  const given = (prefix: string) => keyNames(columns, prefix).map((name) => sql`${ofKey(key, 'follow').name}.${name}`)
  const gone =
    key.stateOnly === true
      ? sql`UPDATE ${ofKey(key, 'state')} SET alive = false WHERE ${sameKey(
          key.columns,
          keyNames(columns).map((name) => sql`${name}`),
          given('old'),
        )}`
      : sql`DELETE FROM ${ofKey(key, 'replica')} WHERE ${sameKey(
          key.columns,
          columns.map((column) => sql`${column.name}`),
          given('old'),
        )}`
  const body = sql`#variable_conflict use_column
BEGIN
  ${join(follow, '\n')}
  ${gone};
  ${callApply(key, raw("ARRAY['change']"), given('old').map(asArray), given('new').map(asArray))}
END`
  return sql`CREATE FUNCTION ${ofKey(key, 'follow')}(${arrays}) RETURNS void
LANGUAGE plpgsql ${clauses(key)} AS ${dollarQuoted(body)}`
}

function followReference(key: ReplicatedKey, reference: NativeReference): readonly Sql[] {
  const { onUpdate } = reference
  if (onUpdate === 'no action' || onUpdate === 'restrict') return []
  const argument = (prefix: string, to: string) => {
    const at = key.columns.findIndex((column) => column.name === to)
    return sql`${ofKey(key, 'follow').name}.${keyNames(key.columns, prefix)[at]!}`
  }
  const changes = reference.columns.map(({ from, to }) => {
    const value = onUpdate === 'cascade' ? argument('new', to) : onUpdate === 'set null' ? sql`NULL` : sql`DEFAULT`
    return sql`${from} = ${value}`
  })
  const matches = sameKey(
    referredColumns(key, reference.columns),
    reference.columns.map((column) => asReferred(column, sql`${column.from}`)),
    reference.columns.map(({ to }) => argument('old', to)),
  )
  return [sql`UPDATE ${ownRows(reference)} SET ${changes} WHERE ${matches};`]
}

const noTexts = raw('ARRAY[NULL::text]')

function asArray(value: Sql): Sql {
  return sql`ARRAY[${value}::text]`
}

function isThere(part: Sql | undefined): part is Sql {
  return part !== undefined
}

function clauses(key: ReplicatedKey): Sql {
  return join([asDefiner, ...textSettings(key.columns)], ' ')
}
