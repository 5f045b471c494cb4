import type { Sql } from '../../print/sql.ts'
import { dollarQuoted, join, literal, raw, sql } from '../../print/sql.ts'
import { callApply } from './apply-sql.ts'
import { asDefiner } from './bracket-sql.ts'
import { isAmong, sameKey } from './same-key.ts'
import { keyArguments, typed } from './key-arguments.ts'
import { textSettings } from './key-text.ts'
import { replayState } from './key-state-sql.ts'
import { keyNames, ofKey, own } from './own-names.ts'
import type { ReplicatedKey } from './reference-value.ts'

/**
 * Repeats on the replica what one statement did on the referenced side, as one MERGE, so that the native foreign key acts
 * as it did there: deletes, then changed keys in the order of their rows, then inserts. The source must stay the outer
 * side of a nested loop, or that order is lost.
 */
export function createReplay(key: ReplicatedKey): Sql {
  const { columns } = key
  const names = columns.map((column) => column.name)
  const olds = keyNames(columns, 'old')
  const news = keyNames(columns, 'new')
  const body = sql`MERGE INTO ${ofKey(key, 'replica')} AS r
USING (
  SELECT e.act, ${typed(columns, 'e', 'old').map((value, at) => sql`${value} AS ${olds[at]!}`)}, ${typed(columns, 'e', 'new').map((value, at) => sql`${value} AS ${news[at]!}`)}
    FROM unnest(acts, ${olds.map((name) => sql`${name}`)}, ${news.map((name) => sql`${name}`)}) WITH ORDINALITY AS e (act, ${olds}, ${news}, place)
   ORDER BY e.place
  OFFSET 0
) AS e
ON ${sameKey(
    key.columns,
    names.map((name) => sql`r.${name}`),
    olds.map((name) => sql`e.${name}`),
  )}
WHEN MATCHED AND e.act = 'delete' THEN DELETE
WHEN MATCHED AND e.act = 'change' THEN UPDATE SET ${names.map((name, at) => sql`${name} = e.${news[at]!}`)}
WHEN NOT MATCHED AND e.act ${key.votesOnChange === true ? raw("<> 'delete'") : raw("= 'insert'")} THEN INSERT (${names}) VALUES (${news.map((name) => sql`e.${name}`)})`
  const incomplete = join(
    names.map((name) => sql`r.${name} IS NULL`),
    ' OR ',
  )
  const cleanup = columns.some((column) => column.nullable)
    ? sql`DELETE FROM ${ofKey(key, 'replica')} AS r WHERE ${incomplete};`
    : undefined
  const arrays = (arrayNames: readonly string[]) => arrayNames.map((name) => sql`${name}`)
  const apply = callApply(key, raw('acts'), arrays(olds), arrays(news))
  const start = sql`CREATE FUNCTION ${ofKey(key, 'replay')}(acts text[], ${[...keyArguments(columns, 'old'), ...keyArguments(columns, 'new')]}) RETURNS void
LANGUAGE plpgsql ${functionClauses(key)}`
  if (key.stateOnly === true)
    return sql`${start} AS ${dollarQuoted(sql`#variable_conflict use_column
BEGIN
  ${replayState(key)}
  ${apply}
END`)}`
  return sql`${start}
SET enable_hashjoin = off SET enable_mergejoin = off SET enable_seqscan = off AS ${dollarQuoted(sql`#variable_conflict use_column
BEGIN
  ${body};
  ${cleanup}
  ${apply}
END`)}`
}

/**
 * Locks the state of keys, in the order of the keys, and tells it. A key that is nowhere yet gets a row, as what is
 * missing cannot be locked; up to the mark it is known to be dead, its tombstone may have been forgotten.
 */
export function createLock(key: ReplicatedKey): Sql {
  const { columns } = key
  const names = keyNames(columns)
  const successors = keyNames(columns, 'successor')
  const state = ofKey(key, 'state')
  const list = sql`SELECT ${typed(columns, 'g', 'key').map((value, at) => sql`${value} AS ${names[at]!}`)}, g.place::int AS place
    FROM unnest(${names.map((name) => sql`${ofKey(key, 'lock').name}.${name}`)}) WITH ORDINALITY AS g (${names}, place)`
  const told = (fact: string, mark: string) =>
    sql`CASE WHEN s.version = 0 AND m.mark > 0 THEN m.${mark} ELSE s.${fact} END`
  const body = sql`#variable_conflict use_column
BEGIN
  INSERT INTO ${state} (${names})
  SELECT DISTINCT ${names.map((name) => sql`g.${name}`)} FROM (
    ${list}
  ) AS g
  ORDER BY ${names.map((name) => sql`g.${name}`)}
  ON CONFLICT DO NOTHING;
  RETURN QUERY
  WITH given AS (
    ${list}
  ), locked AS (
    SELECT s.* FROM ${state} AS s
     WHERE ${isAmong(
       key.columns,
       names.map((name) => sql`s.${name}`),
       names.map((name) => sql`g.${name}`),
       raw('given AS g'),
     )}
     ORDER BY ${names.map((name) => sql`s.${name}`)}
       FOR UPDATE
  )
  SELECT g.place, ${told('epoch', 'epoch')}, ${told('incarnation', 'mark')}, ${told('version', 'mark')},
         s.alive, s.closing, ARRAY[${successors.map((name) => sql`s.${name}::text`)}]
    FROM given AS g
    JOIN locked AS s ON ${sameKey(
      key.columns,
      names.map((name) => sql`s.${name}`),
      names.map((name) => sql`g.${name}`),
    )}
    LEFT JOIN ${own(key.home, 'source')} AS m ON m.service = ${literal(key.source.service)};
END`
  return sql`CREATE FUNCTION ${ofKey(key, 'lock')}(${keyArguments(columns, 'key')})
RETURNS TABLE (place int, epoch bigint, incarnation bigint, version bigint, alive boolean, closing bigint, successor text[])
LANGUAGE plpgsql ${functionClauses(key)} AS ${dollarQuoted(body)}`
}

/** Records what was learned of keys whose state is locked. */
export function createRecord(key: ReplicatedKey): Sql {
  const { columns } = key
  const names = keyNames(columns)
  const successors = keyNames(columns, 'successor')
  const facts = ['epochs', 'incarnations', 'versions', 'alives']
  // What a change that was agreed to brought before its event is open from its event on.
  const arrived =
    key.votesOnChange === true
      ? sql`closing = CASE WHEN s.alive AND g.alive AND (g.epoch, g.version) > (s.epoch, s.version) THEN NULL ELSE s.closing END,`
      : undefined
  const body = sql`UPDATE ${ofKey(key, 'state')} AS s
   SET epoch = g.epoch, incarnation = g.incarnation, version = g.version, alive = g.alive,
       ${arrived}
       ${typed(columns, 'g', 'successor').map((value, at) => sql`${successors[at]!} = ${value}`)}
  FROM unnest(${[...names, ...facts, ...successors].map((name) => sql`${ofKey(key, 'record').name}.${name}`)})
    AS g (${names}, epoch, incarnation, version, alive, ${successors})
 WHERE ${sameKey(
   key.columns,
   names.map((name) => sql`s.${name}`),
   typed(columns, 'g', 'key'),
 )}`
  return sql`CREATE FUNCTION ${ofKey(key, 'record')}(${[...keyArguments(columns, 'key'), raw('epochs bigint[]'), raw('incarnations bigint[]'), raw('versions bigint[]'), raw('alives boolean[]'), ...keyArguments(columns, 'successor')]}) RETURNS void
LANGUAGE sql ${functionClauses(key)} AS ${dollarQuoted(body)}`
}

/**
 * Keys that are alive and of which nothing is known yet: state and replica at once. Tells how many were; the others are
 * left to the caller, or to the events that know better. For backfills and for whole batches of new keys.
 */
export function createLearn(key: ReplicatedKey): Sql {
  const { columns } = key
  const names = keyNames(columns)
  const facts = ['epochs', 'incarnations', 'versions']
  const kept =
    key.stateOnly === true
      ? undefined
      : sql`, kept AS (
  INSERT INTO ${ofKey(key, 'replica')} (${columns.map((column) => column.name)})
  SELECT ${names} FROM learned
)`
  const body = sql`WITH learned AS (
  INSERT INTO ${ofKey(key, 'state')} AS s (${names}, epoch, incarnation, version, alive)
  SELECT ${typed(columns, 'g', 'key')}, g.epoch, g.incarnation, g.version, true
    FROM unnest(${[...names, ...facts].map((name) => sql`${ofKey(key, 'learn').name}.${name}`)}) AS g (${names}, epoch, incarnation, version)
   ORDER BY ${names.map((_, at) => raw(String(at + 1)))}
  ON CONFLICT (${names}) DO UPDATE
     SET epoch = excluded.epoch, incarnation = excluded.incarnation, version = excluded.version, alive = true
   WHERE s.version = 0
  RETURNING ${names.map((name) => sql`s.${name}`)}
)${kept}
SELECT count(*) FROM learned`
  return sql`CREATE FUNCTION ${ofKey(key, 'learn')}(${[...keyArguments(columns, 'key'), raw('epochs bigint[]'), raw('incarnations bigint[]'), raw('versions bigint[]')]}) RETURNS bigint
LANGUAGE sql ${functionClauses(key)} AS ${dollarQuoted(body)}`
}

function functionClauses(key: ReplicatedKey): Sql {
  return join([asDefiner, ...textSettings(key.columns)], ' ')
}
