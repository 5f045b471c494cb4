import type { Sql } from '../../print/sql.ts'
import { dollarQuoted, join, literal, raw, sql } from '../../print/sql.ts'
import { captureClauses, captureVariables, publish, registerKeys, sequence } from './capture-sql.ts'
import { jsonKey, keyDiffers } from './key-text.ts'
import { keyNames, ofKey, triggerNames } from './own-names.ts'
import type { ReferencedKey } from './reference-value.ts'
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
