import type { Sql } from '../../print/sql.ts'
import { dollarQuoted, join, literal, raw, sql } from '../../print/sql.ts'
import { asDefiner } from './bracket-sql.ts'
import { captureClauses, captureVariables, publish, registerKeys, sequence } from './capture-sql.ts'
import { jsonKey, keyDiffers } from './key-text.ts'
import { keyNames, ofKey, triggerNames } from './own-names.ts'
import type { KeyRefusal, ReferencedKey } from './reference-value.ts'
import { aggregateType } from './reference-value.ts'

/**
 * A key that changes is told as two events: the old key's death, which names its successor, and the successor's birth.
 * A row trigger, as transition tables do not tell which row became which.
 */
export function createChangeCapture(key: ReferencedKey): Sql {
  const body = sql`DECLARE
  ${changeVariables}
BEGIN
  ${tellChange(key, (row, at) => sql`${raw(row === 'old' ? 'OLD' : 'NEW')}.${key.columns[at]!.name}`)}
  IF disputes THEN
    PERFORM ${ofKey(key, 'settle')}();
  END IF;
  RETURN NULL;
END`
  return sql`CREATE FUNCTION ${ofKey(key, 'changed')}() RETURNS trigger
LANGUAGE plpgsql ${captureClauses(key)} AS ${dollarQuoted(body)}`
}

/** Local names that `tellChange` needs. */
export const changeVariables = sql`${captureVariables}
disputes boolean := false;
old_version bigint;
new_version bigint;`

/** Publishes one changed key; `value` gives its columns before and after. */
export function tellChange(key: ReferencedKey, value: (row: 'old' | 'new', at: number) => Sql): Sql {
  const names = keyNames(key.columns)
  const kind = aggregateType(key.home.service, key.name)
  const whole = (row: 'old' | 'new') =>
    join(
      key.columns.map((_, at) => sql`${value(row, at)} IS NOT NULL`),
      ' AND ',
    )
  const step = (row: 'old' | 'new', event: string, more: Sql) => {
    const source = sql`(SELECT ${raw(`${row}_version`)} AS version) AS v`
    const values = key.columns.map((_, at) => value(row, at))
    return sql`WITH registered AS (
  ${registerKeys(key, row === 'new', source, values)}
  RETURNING ${names}, incarnation, version, previous, disputed
), published AS (
  ${publish(key, literal(`${kind}.${event}`), raw('registered'), (at) => value(row, at), more)}
)
SELECT disputes OR disputed INTO disputes FROM registered;`
  }
  const successor = sql`'successor', ${jsonKey(key.columns, (at) => value('new', at))}, 'successorVersion', new_version`
  return sql`old_version := CASE WHEN ${whole('old')} THEN nextval(${sequence(key)}) END;
new_version := CASE WHEN ${whole('new')} THEN nextval(${sequence(key)}) END;
IF old_version IS NOT NULL THEN
  ${step('old', 'key-changed', successor)}
END IF;
IF new_version IS NOT NULL THEN
  ${step('new', 'created', sql`'predecessorVersion', old_version`)}
END IF;`
}

export function attachChangeCapture(key: ReferencedKey): Sql {
  return sql`CREATE TRIGGER ${triggerNames.capture(key, 'changed')}
  AFTER UPDATE ON ${key.relation}
  FOR EACH ROW WHEN (${keyDiffers(key.columns, 'OLD', 'NEW')})
  EXECUTE FUNCTION ${ofKey(key, 'changed')}()`
}

/** Refuses to change the key at all: stricter than the constraint was, which asked whether anybody refers to it. */
export function createChangeRefusal(key: ReferencedKey, refusal: KeyRefusal): readonly Sql[] {
  const { constraint, relation, service } = refusal
  const message = `update or delete on table "${key.relation.name}" violates foreign key constraint "${constraint}" on table "${relation.name}"`
  const shown = key.columns.map((column) => column.name).join(', ')
  const detail = `Key (${shown}) may be referenced from table "${relation.name}" of service ${service}.`
  const hint = 'Keys that other services refer to cannot be changed; insert a row with the new key instead.'
  // PostgreSQL 18 tells RESTRICT apart.
  const code = refusal.restrict
    ? raw("CASE WHEN current_setting('server_version_num')::int >= 180000 THEN '23001' ELSE '23503' END")
    : raw("'foreign_key_violation'")
  const body = sql`BEGIN
  RAISE EXCEPTION USING
    ERRCODE = ${code},
    MESSAGE = ${literal(message)},
    DETAIL = ${literal(detail)},
    HINT = ${literal(hint)},
    SCHEMA = ${literal(relation.schema)},
    TABLE = ${literal(relation.name)},
    CONSTRAINT = ${literal(constraint)};
END`
  return [
    sql`CREATE FUNCTION ${ofKey(key, 'change_refused')}() RETURNS trigger
LANGUAGE plpgsql ${asDefiner} AS ${dollarQuoted(body)}`,
  ]
}

export function attachChangeRefusal(key: ReferencedKey, refusal: KeyRefusal): Sql {
  // A row that moves to another partition fires no trigger after its update.
  const timing = raw(key.partitioned ? 'BEFORE' : 'AFTER')
  return sql`CREATE TRIGGER ${triggerNames.capture(key, 'change_refused')}
  ${timing} UPDATE ON ${key.relation}
  FOR EACH ROW WHEN (${keyDiffers(key.columns, 'OLD', 'NEW', refusal.restrict)})
  EXECUTE FUNCTION ${ofKey(key, 'change_refused')}()`
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
    (relation) => sql`CREATE TRIGGER ${triggerNames.truncate}
  BEFORE TRUNCATE ON ${relation}
  FOR EACH STATEMENT EXECUTE FUNCTION ${ofKey(key, 'truncate_refused')}()`,
  )
}
