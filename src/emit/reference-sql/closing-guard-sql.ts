import type { QualifiedName } from '../../core/identifier.ts'
import { fittingName } from '../../core/readable-name.ts'
import type { Sql } from '../../print/sql.ts'
import { dollarQuoted, join, literal, raw, sql } from '../../print/sql.ts'
import { asDefiner } from './bracket-sql.ts'
import { asReferred, sameKey } from './same-key.ts'
import { asOwner } from './home-sql.ts'
import { keyNames, ofKey } from './own-names.ts'
import type { NativeReference, ReferencedKey, ReplicatedKey } from './reference-value.ts'
import { ownRows } from './own-rows.ts'

/** What refuses a new reference to a key that closes, in the name of the constraint. */
export interface ClosingGuard {
  /** Functions of its triggers: that of single rows, and that of whole inserts, where there is one. */
  readonly row: QualifiedName
  readonly rows: QualifiedName | undefined
  /** One name for both triggers' beginnings; those of rows fire before the native keys look, or writers and voters would wait for each other. */
  readonly trigger: string
  readonly relation: QualifiedName
  readonly constraint: string
  /** Referencing columns, none of which is NULL in what it looks at. */
  readonly from: readonly string[]
  /** The table in which keys close, as `s`, and the condition that it is that of the key which row `n` names. */
  readonly closing: Sql
  readonly names: (row: string) => Sql
  /** Makes a row of `closing` for the key that NEW names, as what is missing cannot be locked; none where there always is one. */
  readonly lockable?: Sql
  readonly detail: string
}

/** In a voting service, of keys whose replica row the vote leaves. */
export function closingGuards(key: ReplicatedKey): readonly ClosingGuard[] {
  const names = keyNames(key.columns)
  return key.references.map((reference, at): ClosingGuard => {
    const columns = key.columns.map(({ name }) => reference.columns.find(({ to }) => to === name)!)
    const value = columns.map(({ from }) => sql`NEW.${from}`)
    return {
      ...namesOf(key, String(at + 1), reference),
      from: reference.columns.map(({ from }) => from),
      closing: sql`${ofKey(key, 'state')} AS s`,
      names: (row) =>
        sameKey(
          key.columns,
          names.map((name) => sql`s.${name}`),
          columns.map((column) => asReferred(column, sql`${raw(row)}.${column.from}`)),
        ),
      lockable: sql`INSERT INTO ${ofKey(key, 'state')} (${names}) VALUES (${value}) ON CONFLICT DO NOTHING;`,
      detail: `The key in table "${key.source.relation.name}" of service ${key.source.service} is being released.`,
    }
  })
}

/** In the referenced service, of its own relations that refer to a row which goes after the decision. */
export function localGuards(key: ReferencedKey): readonly ClosingGuard[] {
  const names = keyNames(key.columns)
  return (key.localReferences ?? []).map((reference, at): ClosingGuard => {
    const isKey = sameKey(
      key.columns,
      names.map((name) => sql`s.${name}`),
      key.columns.map(({ name }) => sql`t.${name}`),
    )
    return {
      ...namesOf(key, `local_${at + 1}`, reference),
      from: reference.columns.map(({ from }) => from),
      closing: sql`${ofKey(key, 'register')} AS s\n   JOIN ${ownRows(key)} AS t ON ${isKey}`,
      names: (row) =>
        sameKey(
          reference.referred,
          reference.columns.map(({ to }) => sql`t.${to}`),
          reference.columns.map((column) => asReferred(column, sql`${raw(row)}.${column.from}`)),
        ),
      detail: `The key in table "${key.relation.name}" is being released.`,
    }
  })
}

/** The end of a second trigger's name, which must fit too. */
const forRows = '_rows'

function namesOf(
  key: ReplicatedKey | ReferencedKey,
  place: string,
  {
    relation,
    constraint,
    deferrable,
    partitioned,
  }: Pick<NativeReference, 'relation' | 'constraint' | 'deferrable' | 'partitioned'>,
) {
  // A deferred key looks at the end, when it is too late to look whether the key closes; a new partition has no triggers for statements.
  const rows = deferrable === 'no' && !partitioned ? ofKey(key, `closing_rows_${place}`) : undefined
  const trigger = fittingName('A_fountain_split_', key.name, `_${place}${forRows}`).slice(0, -forRows.length)
  return { row: ofKey(key, `closing_guard_${place}`), rows, trigger, relation, constraint }
}

export function triggersOf({ trigger, rows }: ClosingGuard): string[] {
  return [trigger, ...(rows === undefined ? [] : [`${trigger}${forRows}`])]
}

/** Their functions, which belong to the home's owner, and their triggers. */
export function createClosingGuards(
  { home }: ReplicatedKey | ReferencedKey,
  guards: readonly ClosingGuard[],
): readonly Sql[] {
  return [
    ...asOwner(home, guards.flatMap((guard) => [createForRow(guard), ...(guard.rows === undefined ? [] : [createForRows(guard, guard.rows)])])), // prettier-ignore
    ...guards.flatMap(attach),
  ]
}

export function dropClosingGuards(guards: readonly ClosingGuard[]): readonly Sql[] {
  return guards
    .flatMap(({ row, rows }) => (rows === undefined ? [row] : [row, rows]))
    .map((name) => sql`DROP FUNCTION IF EXISTS ${name} CASCADE`)
}

/** Looks at one row, and holds the key against a vote until the transaction ends. */
function createForRow(guard: ClosingGuard): Sql {
  const look = sql`SELECT s.closing INTO closing FROM ${guard.closing}
 WHERE ${guard.names('NEW')}
   FOR KEY SHARE OF s;`
  const again =
    guard.lockable === undefined
      ? undefined
      : sql`IF NOT FOUND THEN
  ${guard.lockable}
  ${look}
END IF;`
  return sql`CREATE FUNCTION ${guard.row}() RETURNS trigger
LANGUAGE plpgsql ${asDefiner} AS ${dollarQuoted(sql`DECLARE
  closing bigint;
BEGIN
  ${look}
  ${again}
  IF closing IS NOT NULL THEN
    ${refuse(guard)}
  END IF;
  RETURN NULL;
END`)}`
}

/**
 * Looks at all rows of an INSERT after the native key has: it holds the referenced rows, so that no vote is between. In READ COMMITTED a
 * look is enough, as closed keys were closed before; an older snapshot has to run into them.
 */
function createForRows(guard: ClosingGuard, name: QualifiedName): Sql {
  const named = sql`EXISTS (SELECT FROM new_rows AS n WHERE ${guard.names('n')})`
  return sql`CREATE FUNCTION ${name}() RETURNS trigger
LANGUAGE plpgsql ${asDefiner} AS ${dollarQuoted(sql`BEGIN
  IF current_setting('transaction_isolation') <> 'read committed' THEN
    PERFORM FROM ${guard.closing}
     WHERE ${named}
       FOR KEY SHARE OF s;
  END IF;
  IF EXISTS (
    SELECT FROM ${guard.closing}
     WHERE s.closing IS NOT NULL AND ${named}
  ) THEN
    ${refuse(guard)}
  END IF;
  RETURN NULL;
END`)}`
}

function refuse({ constraint, relation, detail }: ClosingGuard): Sql {
  const message = `insert or update on table "${relation.name}" violates foreign key constraint "${constraint}"`
  return sql`RAISE EXCEPTION USING
  ERRCODE = 'foreign_key_violation',
  MESSAGE = ${literal(message)},
  DETAIL = ${literal(detail)},
  HINT = 'Try again when the release is over.',
  SCHEMA = ${literal(relation.schema)},
  TABLE = ${literal(relation.name)},
  CONSTRAINT = ${literal(constraint)};`
}

function attach(guard: ClosingGuard): readonly Sql[] {
  const whole = join(
    guard.from.map((column) => sql`NEW.${column} IS NOT NULL`),
    ' AND ',
  )
  const events = sql`${guard.rows === undefined ? raw('INSERT OR ') : undefined}UPDATE OF ${guard.from}`
  const row = sql`CREATE TRIGGER ${guard.trigger}
  AFTER ${events} ON ${guard.relation}
  FOR EACH ROW WHEN (${whole})
  EXECUTE FUNCTION ${guard.row}()`
  if (guard.rows === undefined) return [row]
  return [
    row,
    sql`CREATE TRIGGER ${`${guard.trigger}${forRows}`}
  AFTER INSERT ON ${guard.relation} REFERENCING NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION ${guard.rows}()`,
  ]
}
