import type { Sql } from '../../print/sql.ts'
import { dollarQuoted, join, literal, raw, sql } from '../../print/sql.ts'
import { counter } from './bracket-sql.ts'
import { captureClauses } from './capture-sql.ts'
import { changeVariables, tellChange } from './key-change-sql.ts'
import { keyDiffers } from './key-text.ts'
import type { CaptureEvent } from './own-names.ts'
import { keyNames, ofKey, triggerNames } from './own-names.ts'
import type { ReferencedKey } from './reference-value.ts'
import { keyColumns } from './register-sql.ts'

/**
 * Changed keys of a partitioned relation. A row that moves to another partition fires no trigger after its update, so a
 * trigger before it notes what becomes what, and one after the statement tells those that its transition tables confirm.
 */
export function createMoveCapture(key: ReferencedKey): readonly Sql[] {
  const [olds, news] = [keyNames(key.columns, 'old'), keyNames(key.columns, 'new')]
  const moving = ofKey(key, 'moving')
  const of = (row: string) => key.columns.map((column) => sql`${raw(row)}.${column.name}`)
  const note = sql`BEGIN
  INSERT INTO ${moving} (transaction, ${olds}, ${news}) VALUES (pg_current_xact_id(), ${of('OLD')}, ${of('NEW')});
  RETURN NEW;
END`
  const confirmed = (table: string, names: readonly string[]) => {
    const same = join(
      key.columns.map((column, at) => sql`t.${column.name} IS NOT DISTINCT FROM m.${names[at]!}`),
      ' AND ',
    )
    return sql`EXISTS (SELECT FROM ${raw(table)} AS t WHERE ${same})`
  }
  const tell = sql`DECLARE
  ${changeVariables}
  moved record;
BEGIN
  FOR moved IN
    SELECT ${[...olds, ...news].map((name) => sql`m.${name}`)} FROM ${moving} AS m
     WHERE m.transaction = this_transaction
       AND ${confirmed('rows_before', olds)} AND ${confirmed('rows_after', news)}
     ORDER BY m.place
  LOOP
    ${tellChange(key, (row, at) => sql`moved.${(row === 'old' ? olds : news)[at]!}`)}
  END LOOP;
  DELETE FROM ${moving} WHERE transaction = this_transaction;
  IF disputes THEN
    PERFORM ${ofKey(key, 'settle')}();
  END IF;
  RETURN NULL;
END`
  return [
    sql`CREATE TABLE ${moving} (
  transaction xid8 NOT NULL,
  place bigint GENERATED ALWAYS AS IDENTITY,
  ${join([...keyColumns(key.columns, olds, false), ...keyColumns(key.columns, news, false)], ',\n')},
  PRIMARY KEY (transaction, place)
)`,
    sql`CREATE FUNCTION ${ofKey(key, 'moves')}() RETURNS trigger
LANGUAGE plpgsql ${captureClauses(key)} AS ${dollarQuoted(note)}`,
    sql`CREATE FUNCTION ${ofKey(key, 'changed')}() RETURNS trigger
LANGUAGE plpgsql ${captureClauses(key)} AS ${dollarQuoted(tell)}`,
  ]
}

export function attachMoveCapture(key: ReferencedKey): readonly Sql[] {
  return [
    // Partitions inherit a row trigger, those to come too.
    sql`CREATE TRIGGER ${triggerNames.capture(key, 'moves')}
  BEFORE UPDATE ON ${key.relation}
  FOR EACH ROW WHEN (${keyDiffers(key.columns, 'OLD', 'NEW')})
  EXECUTE FUNCTION ${ofKey(key, 'moves')}()`,
    ...[key.relation, ...key.partitions].map(
      (relation) => sql`CREATE TRIGGER ${triggerNames.capture(key, 'changed')}
  AFTER UPDATE ON ${relation} REFERENCING OLD TABLE AS rows_before NEW TABLE AS rows_after
  FOR EACH STATEMENT EXECUTE FUNCTION ${ofKey(key, 'changed')}()`,
    ),
  ]
}

/**
 * A partition that came later has no statement triggers: what is written to it by its own name would not be told. Such
 * writes, which no bracket surrounds, are refused; through the partitioned relation everything is as before.
 */
export function createDirectRefusal(key: ReferencedKey): Sql {
  const hint = `Write to "${key.relation.name}", or attach the triggers of its other partitions to this one.`
  const body = sql`BEGIN
  RAISE EXCEPTION USING
    ERRCODE = 'object_not_in_prerequisite_state',
    MESSAGE = format('partition "%s" cannot be written to directly: other services would not be told', TG_TABLE_NAME),
    HINT = ${literal(hint)};
END`
  return sql`CREATE FUNCTION ${ofKey(key, 'direct_refused')}() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS ${dollarQuoted(body)}`
}

export function attachDirectRefusal(key: ReferencedKey): readonly Sql[] {
  const outside = sql`${counter('depth')} = 0`
  const trigger = (name: CaptureEvent, event: Sql, when: Sql) => sql`CREATE TRIGGER ${triggerNames.capture(key, name)}
  BEFORE ${event} ON ${key.relation}
  FOR EACH ROW WHEN (${when})
  EXECUTE FUNCTION ${ofKey(key, 'direct_refused')}()`
  const differs = keyDiffers(key.columns, 'OLD', 'NEW')
  return [
    trigger('direct', sql`INSERT OR DELETE`, outside),
    trigger('direct_change', sql`UPDATE`, sql`${outside} AND (${differs})`),
  ]
}

/**
 * A row of a partition that has partitions itself, and is referenced: PostgreSQL refuses to move it out by a statement on the
 * whole. That it stays in the partition where it is says more, but a row that moves has no trigger that tells what it becomes.
 */
export function createStay(key: ReferencedKey): Sql {
  const body = sql`DECLARE
  fits boolean;
BEGIN
  EXECUTE format('SELECT %s FROM (SELECT ($1).*) AS t', pg_get_partition_constraintdef(TG_RELID)) INTO fits USING NEW;
  IF NOT fits THEN
    RAISE EXCEPTION USING
      ERRCODE = 'feature_not_supported',
      MESSAGE = 'cannot move tuple across partitions when a non-root ancestor of the source partition is directly referenced in a foreign key',
      DETAIL = ${literal(`Other services refer to "${key.relation.name}", which is such an ancestor.`)};
  END IF;
  RETURN NEW;
END`
  return sql`CREATE FUNCTION ${ofKey(key, 'stays')}() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS ${dollarQuoted(body)}`
}

export function attachStay(key: ReferencedKey, columns: readonly string[]): Sql {
  const moves = columns.map((column) => sql`OLD.${column} IS DISTINCT FROM NEW.${column}`)
  return sql`CREATE TRIGGER ${triggerNames.capture(key, 'stays')}
  BEFORE UPDATE ON ${key.relation}
  FOR EACH ROW WHEN (${join(moves, ' OR ')})
  EXECUTE FUNCTION ${ofKey(key, 'stays')}()`
}
