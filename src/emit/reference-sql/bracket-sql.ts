import type { QualifiedName } from '../../core/identifier.ts'
import type { Sql } from '../../print/sql.ts'
import { dollarQuoted, literal, raw, sql } from '../../print/sql.ts'
import { own, triggerNames } from './own-names.ts'
import type { ReferencedKey, ServiceHome } from './reference-value.ts'

/** Clauses of every function that acts as the owner: nobody's search_path decides what it means. */
export const asDefiner = raw('SECURITY DEFINER SET search_path = pg_catalog, pg_temp')

/** A setting of this transaction that counts; it ends with the transaction and goes back with a savepoint. */
export function counter(name: 'depth' | 'statement'): Sql {
  return sql`coalesce(nullif(current_setting(${literal(`fountain_split.${name}`)}, true), ''), '0')::int`
}

/**
 * Functions that number the outermost statements of a transaction: what triggers and data-modifying CTEs write belongs
 * to the statement around it.
 */
export function createBracket(home: ServiceHome): readonly Sql[] {
  const begins = sql`DECLARE
  depth int := ${counter('depth')};
BEGIN
  IF depth = 0 THEN
    PERFORM set_config('fountain_split.statement', (${counter('statement')} + 1)::text, true);
  END IF;
  PERFORM set_config('fountain_split.depth', (depth + 1)::text, true);
  RETURN NULL;
END`
  const ends = sql`BEGIN
  PERFORM set_config('fountain_split.depth', greatest(${counter('depth')} - 1, 0)::text, true);
  -- Once somebody listens, a notification per statement costs a third of all writes: only a relay that waits is woken.
  IF (SELECT waiting_relays <> '{}' FROM ${own(home, 'service_state')}) THEN
    PERFORM pg_notify('fountain_split', ${literal(home.schema)});
  END IF;
  RETURN NULL;
END`
  return [
    sql`CREATE FUNCTION ${own(home, 'statement_begins')}() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS ${dollarQuoted(begins)}`,
    sql`CREATE FUNCTION ${own(home, 'statement_ends')}() RETURNS trigger
LANGUAGE plpgsql ${asDefiner} AS ${dollarQuoted(ends)}`,
  ]
}

/** Where statements write rows of a referenced relation: it, its partitions, and those that it is a partition of. */
export function bracketed({ relation, partitions, within = [] }: ReferencedKey): readonly QualifiedName[] {
  return [relation, ...partitions, ...within]
}

/** One bracket for a relation, however many of its keys are referenced. */
export function attachBracket(relation: QualifiedName, keys: readonly ReferencedKey[]): readonly Sql[] {
  const first = keys[0]!
  const { home, within = [] } = first
  const named = [...new Set(keys.flatMap((key) => key.columns.map((column) => column.name)))]
  const columns = within.length > 0 || keys.some((key) => key.changesUnnamed) ? undefined : sql` OF ${named}`
  const events = sql`INSERT OR DELETE OR UPDATE${columns}`
  return [
    sql`CREATE TRIGGER ${triggerNames.begin(first)}
  BEFORE ${events} ON ${relation}
  FOR EACH STATEMENT EXECUTE FUNCTION ${own(home, 'statement_begins')}()`,
    sql`CREATE TRIGGER ${triggerNames.end(first)}
  AFTER ${events} ON ${relation}
  FOR EACH STATEMENT EXECUTE FUNCTION ${own(home, 'statement_ends')}()`,
  ]
}
