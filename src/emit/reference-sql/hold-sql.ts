import type { Sql } from '../../print/sql.ts'
import { dollarQuoted, join, literal, raw, sql } from '../../print/sql.ts'
import { asDefiner } from './bracket-sql.ts'
import { isAmong, sameKey } from './same-key.ts'
import { textSettings } from './key-text.ts'
import { keyNames, ofKey, own } from './own-names.ts'
import { keyArguments, typed } from './key-arguments.ts'
import type { ReplicatedKey, ServiceHome } from './reference-value.ts'

/**
 * What a guard calls between its question and the commit: locks the state of the keys that rows name, so that none of them
 * can go before the rows are seen, and tells of each whether it may be named. `versions` are those of the referenced
 * service's answers; NULL where nobody was asked, and what was heard of the key counts. Answers `held`; `absent` (never
 * there, or a tombstone as new as the answer, or the answer lies at or below the mark); `closing`; or `behind` (an older
 * life of the key still stands here, and events alone can tell what became of it).
 */
export function createHold(key: ReplicatedKey): Sql {
  const { columns, home } = key
  const state = ofKey(key, 'state')
  const names = keyNames(columns)
  const facts = ['epochs', 'incarnations', 'versions']
  const g = names.map((name) => sql`g.${name}`)
  const s = names.map((name) => sql`s.${name}`)
  const given = sql`SELECT g.place::int AS place, ${typed(columns, 'g', 'key').map((value, at) => sql`${value} AS ${names[at]!}`)}, g.epoch, g.incarnation, g.version
  FROM unnest(${[...names, ...facts].map((name) => sql`${ofKey(key, 'hold').name}.${name}`)})
    WITH ORDINALITY AS g (${names}, epoch, incarnation, version, place)`
  const newest = sql`SELECT DISTINCT ON (${g}) g.*
  FROM (
    ${given}
  ) AS g ORDER BY ${g}, g.epoch DESC, g.version DESC`
  const lock = (strength: string) => sql`PERFORM FROM ${state} AS s
  WHERE ${isAmong(
    columns,
    s,
    g,
    sql`(
  ${given}
) AS g`,
  )}
  ORDER BY ${s}
  FOR ${raw(strength)};`
  const mark = sql`EXISTS (
    SELECT FROM ${own(home, 'source')} AS m
     WHERE m.service = ${literal(key.source.service)} AND m.epoch = g.epoch AND m.mark >= g.version
  )`
  // What the older life became, events alone can tell; and rows that were written just now are not to be taken for its own.
  const adoptable = join(
    [
      sql`${sameKey(key.columns, s, g)} AND s.closing IS NULL AND (s.epoch, s.version) < (g.epoch, g.version)`,
      sql`NOT (s.version = 0 AND ${mark})`,
      sql`NOT (s.alive AND s.incarnation < g.incarnation)`,
    ],
    '\n   AND ',
  )
  const adopt = sql`UPDATE ${state} AS s SET epoch = g.epoch, incarnation = g.incarnation, version = g.version, alive = true,
  ${keyNames(columns, 'successor').map((name) => sql`${name} = NULL`)}
  FROM (
    ${newest}
  ) AS g
 WHERE ${adoptable}`
  const take =
    key.stateOnly === true
      ? sql`${adopt};`
      : sql`WITH adopted AS (
  ${adopt}
  RETURNING ${s}
)
INSERT INTO ${ofKey(key, 'replica')} (${columns.map(({ name }) => name)}) SELECT ${names} FROM adopted
ON CONFLICT DO NOTHING;`
  const body = sql`#variable_conflict use_column
BEGIN
  -- What is missing cannot be locked.
  INSERT INTO ${state} (${names})
  SELECT DISTINCT ${g} FROM (
    ${given}
  ) AS g
   WHERE g.version IS NOT NULL AND NOT EXISTS (SELECT FROM ${state} AS s WHERE ${sameKey(key.columns, s, g)})
   ORDER BY ${g}
  ON CONFLICT DO NOTHING;
  IF EXISTS (
    SELECT FROM (
      ${given}
    ) AS g JOIN ${state} AS s ON ${sameKey(key.columns, s, g)}
     WHERE (s.epoch, s.version) < (g.epoch, g.version)
  ) THEN
    ${lock('UPDATE')}
    ${take}
    DELETE FROM ${state} AS s USING (
      ${given}
    ) AS g
     WHERE ${sameKey(key.columns, s, g)} AND s.version = 0 AND s.closing IS NULL;
  ELSE
    ${lock('KEY SHARE')}
  END IF;
  RETURN QUERY
  SELECT g.place, CASE
      WHEN s.closing IS NOT NULL THEN 'closing'
      WHEN s.alive AND s.incarnation < g.incarnation THEN 'behind'
      WHEN s.alive THEN 'held'
      WHEN g.version IS NULL OR s.version > 0 OR ${mark} THEN 'absent'
      -- A tombstone was forgotten between the lock and here.
      ELSE 'behind'
    END
    FROM (
      ${given}
    ) AS g
    LEFT JOIN ${state} AS s ON ${sameKey(key.columns, s, g)};
END`
  return sql`CREATE FUNCTION ${ofKey(key, 'hold')}(${[...keyArguments(columns, 'key'), ...facts.map((fact) => raw(`${fact} bigint[]`))]})
RETURNS TABLE (place int, answer text)
LANGUAGE plpgsql ${join([asDefiner, ...textSettings(columns)], ' ')} AS ${dollarQuoted(body)}`
}

export function createHolding(key: ReplicatedKey): readonly Sql[] {
  const { home, columns } = key
  const types = [...columns.map(() => raw('text[]')), ...Array.from({ length: 3 }, () => raw('bigint[]'))]
  return [
    createHold(key),
    sql`GRANT EXECUTE ON FUNCTION ${ofKey(key, 'hold')}(${types}) TO ${[home.serviceRole, home.runtimeRole]}`,
  ]
}

/** Refuses what a guard does not let through, as PostgreSQL refuses: the transaction is over, and the error has every field. */
export function createRefuse(home: ServiceHome): readonly Sql[] {
  const names = ['sqlstate', 'message', 'detail', 'hint', 'schema', 'relation', 'name']
  const body = sql`BEGIN
  RAISE EXCEPTION USING
    ERRCODE = refuse.sqlstate,
    MESSAGE = refuse.message,
    DETAIL = refuse.detail,
    HINT = refuse.hint,
    SCHEMA = refuse.schema,
    TABLE = refuse.relation,
    CONSTRAINT = refuse.name;
END`
  return [
    sql`CREATE FUNCTION ${own(home, 'refuse')}(${names.map((name) => raw(`${name} text`))}) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS ${dollarQuoted(body)}`,
    sql`GRANT EXECUTE ON FUNCTION ${own(home, 'refuse')}(${names.map(() => raw('text'))}) TO ${[home.serviceRole, home.runtimeRole]}`,
  ]
}
