import type { Sql } from '../../print/sql.ts'
import { dollarQuoted, join, literal, raw, sql } from '../../print/sql.ts'
import { asDefiner } from './bracket-sql.ts'
import { attachAfter, changedRows } from './changed-rows-sql.ts'
import { keyDiffers } from './key-text.ts'
import { ofKey, triggerNames } from './own-names.ts'
import type { KeyRefusal, ReferencedKey } from './reference-value.ts'
import { refusalCode } from './refusal-code.ts'

/** The reference in whose name a change (or a delete) of the key is refused; undefined: it is not. */
export function refusalOf(key: Pick<ReferencedKey, 'refusals'>, on: KeyRefusal['on']): KeyRefusal | undefined {
  return key.refusals.find((refusal) => refusal.on === on)
}

/** Refuses to change the key at all: stricter than the constraint was, which asked whether anybody refers to it. */
export function createChangeRefusal(key: ReferencedKey, refusal: KeyRefusal): Sql {
  const hint = 'Keys that other services refer to cannot be changed; insert a row with the new key instead.'
  return sql`CREATE FUNCTION ${ofKey(key, 'change_refused')}() RETURNS trigger
LANGUAGE plpgsql ${asDefiner} AS ${dollarQuoted(sql`BEGIN
  ${raiseRefusal(key, refusal, hint)}
END`)}`
}

export function attachChangeRefusal(key: ReferencedKey, refusal: KeyRefusal): Sql {
  // A row that moves to another partition fires no trigger after its update.
  const timing = raw(key.partitioned ? 'BEFORE' : 'AFTER')
  return sql`CREATE TRIGGER ${triggerNames.capture(key, 'change_refused')}
  ${timing} UPDATE ON ${key.relation}
  FOR EACH ROW WHEN (${keyDiffers(key.columns, 'OLD', 'NEW', refusal.restrict)})
  EXECUTE FUNCTION ${ofKey(key, 'change_refused')}()`
}

/** Refuses to delete a row that has the key. Of statements, not rows: a row that moves to another partition is not deleted. */
export function createDeleteRefusal(key: ReferencedKey, refusal: KeyRefusal): Sql {
  const whole = join(
    key.columns.map((column) => sql`t.${column.name} IS NOT NULL`),
    ' AND ',
  )
  const hint = 'Rows whose keys other services may refer to are not deleted; mark them as gone instead.'
  return sql`CREATE FUNCTION ${ofKey(key, 'delete_refused')}() RETURNS trigger
LANGUAGE plpgsql ${asDefiner} AS ${dollarQuoted(sql`BEGIN
  IF EXISTS (SELECT FROM ${changedRows(key, 'DELETE', 'deleted_rows')} AS t WHERE ${whole}) THEN
    ${raiseRefusal(key, refusal, hint)}
  END IF;
  RETURN NULL;
END`)}`
}

export function attachDeleteRefusal(key: ReferencedKey): readonly Sql[] {
  return attachAfter(key, 'delete_refused', 'DELETE', 'deleted_rows')
}

/** As PostgreSQL says it, so that code which looked for the constraint still finds it. */
function raiseRefusal(key: ReferencedKey, { constraint, relation, service, restrict }: KeyRefusal, hint: string): Sql {
  const message = `update or delete on table "${key.relation.name}" violates foreign key constraint "${constraint}" on table "${relation.name}"`
  const shown = key.columns.map((column) => column.name).join(', ')
  const detail = `Key (${shown}) may be referenced from table "${relation.name}" of service ${service}.`
  return sql`RAISE EXCEPTION USING
  ERRCODE = ${refusalCode(restrict)},
  MESSAGE = ${literal(message)},
  DETAIL = ${literal(detail)},
  HINT = ${literal(hint)},
  SCHEMA = ${literal(relation.schema)},
  TABLE = ${literal(relation.name)},
  CONSTRAINT = ${literal(constraint)};`
}

/** TRUNCATE fires no row triggers; it was refused towards referencing tables before, and is now. */
export function createTruncateRefusal(key: ReferencedKey): Sql {
  const referencing = key.referencing.map((each) => `"${each}"`).join(', ')
  const body = sql`BEGIN
  RAISE EXCEPTION USING
    ERRCODE = 'feature_not_supported',
    MESSAGE = 'cannot truncate a table referenced in a foreign key constraint',
    DETAIL = ${literal(`Tables of other services (${referencing}) reference "${key.relation.name}".`)},
    HINT = 'Use DELETE, which other services are told of.';
END`
  return sql`CREATE FUNCTION ${ofKey(key, 'truncate_refused')}() RETURNS trigger
LANGUAGE plpgsql ${asDefiner} AS ${dollarQuoted(body)}`
}

export function attachTruncateRefusal(key: ReferencedKey): readonly Sql[] {
  return [key.relation, ...key.partitions].map(
    (relation) => sql`CREATE TRIGGER ${triggerNames.truncate(key)}
  BEFORE TRUNCATE ON ${relation}
  FOR EACH STATEMENT EXECUTE FUNCTION ${ofKey(key, 'truncate_refused')}()`,
  )
}
