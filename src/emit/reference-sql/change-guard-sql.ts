import type { Sql } from '../../print/sql.ts'
import { dollarQuoted, join, literal, raw, sql } from '../../print/sql.ts'
import { changeAggregate } from '../../plan/contracts/key-contract.ts'
import { asDefiner } from './bracket-sql.ts'
import { captureClauses } from './capture-sql.ts'
import { attachAfter, changedRows } from './changed-rows-sql.ts'
import { sameKey } from './same-key.ts'
import { isTrial } from './trial-sql.ts'
import { bothNames } from './change-names.ts'
import { canonicalKey, keyDiffers } from './key-text.ts'
import { keyNames, ofKey, own, triggerNames } from './own-names.ts'
import type { ReferencedKey } from './reference-value.ts'
import { aggregateType } from './reference-value.ts'
import { refusalCode } from './refusal-code.ts'

/** What keeps a key, and the name that it is to have, from everybody else: no change without a vote, and none besides it. */
export function createChangeGuards(key: ReferencedKey): readonly Sql[] {
  return [createChangeRefusal(key), createReserved(key), createDeleteWait(key)]
}

export function attachChangeGuards(key: ReferencedKey): readonly Sql[] {
  const { relation, partitioned, columns, changes = [] } = key
  // A row that moves to another partition fires no trigger after its update.
  const timing = raw(partitioned ? 'BEFORE' : 'AFTER')
  const whole = columns.filter(({ nullable }) => nullable).map(({ name }) => sql`OLD.${name} IS NOT NULL`)
  const differs = keyDiffers(columns, 'OLD', 'NEW', changes.some(({ restrict }) => restrict)) // prettier-ignore
  const when = join([sql`(${differs})`, ...whole], ' AND ')
  return [
    sql`CREATE TRIGGER ${triggerNames.capture(key, 'change_unreleased')}
  ${timing} UPDATE ON ${relation}
  FOR EACH ROW WHEN (${when})
  EXECUTE FUNCTION ${ofKey(key, 'change_unreleased')}()`,
    ...attachAfter(key, 'change_reserved', 'INSERT'),
    ...attachAfter(key, 'delete_waits', 'DELETE'),
  ]
}

/** What RESTRICT and NO ACTION refused where somebody referred to the row is refused for every key whose change was not agreed to. */
function createChangeRefusal(key: ReferencedKey): Sql {
  const { columns, relation, changes = [] } = key
  const { constraint, relation: referencing, service, restrict } = changes[0]!
  const message = `update or delete on table "${relation.name}" violates foreign key constraint "${constraint}" on table "${referencing.name}"`
  const percent = (text: string) => text.replaceAll('%', '%%')
  const shown = columns.map(({ name }) => name).join(', ')
  const asText = sql`concat_ws(', ', ${columns.map(({ name }) => sql`OLD.${name}::text`)})`
  const given = ['OLD', 'NEW'].flatMap((row) =>
    columns.map(({ name }) => sql`quote_nullable(${raw(row)}.${name}::text)`),
  )
  const body = sql`BEGIN
  IF NOT EXISTS (SELECT FROM ${ofKey(key, 'register')} AS r WHERE ${isRow(key, 'OLD')} AND r.decided AND ${isAgreed(key)}) THEN
    ${noteChange(key)}
    RAISE EXCEPTION USING
      ERRCODE = ${refusalCode(restrict)},
      MESSAGE = ${literal(message)},
      DETAIL = format(${literal(percent(`Key (${shown})=(\0) may be referenced from table "${referencing.name}" of service ${service}.`).replace('\0', '%s'))}, ${asText}),
      HINT = format(${literal(`Ask for its change: CALL ${percent(sql`${ofKey(key, 'change')}`.text)}(%s)`)}, concat_ws(', ', ${given})),
      SCHEMA = ${literal(referencing.schema)},
      TABLE = ${literal(referencing.name)},
      CONSTRAINT = ${literal(constraint)};
  END IF;
  RETURN NEW;
END`
  return sql`CREATE FUNCTION ${ofKey(key, 'change_unreleased')}() RETURNS trigger
LANGUAGE plpgsql ${captureClauses(key)} AS ${dollarQuoted(body)}`
}

/** A key that changes along in a trial is noted with the name that it would have. */
function noteChange(key: ReferencedKey): Sql {
  const { home, columns } = key
  const before = (at: number) => sql`OLD.${columns[at]!.name}`
  const after = (at: number) => sql`NEW.${columns[at]!.name}`
  const register = ofKey(key, 'register')
  const known = sql`coalesce((SELECT n.version FROM ${register} AS n WHERE ${isRow(key, 'NEW', 'n')}), 0)`
  return sql`IF ${isTrial(home)} AND num_nulls(${columns.map((_, at) => after(at))}) = 0 THEN
  INSERT INTO ${own(home, 'release_trial')} (transaction, aggregate, subject, key, version)
  SELECT pg_current_xact_id(), ${literal(changeAggregate(aggregateType(home.service, key.name)))}, ${canonicalKey(columns, before)},
         ${bothNames(columns, before, after, known)}, r.version
    FROM ${register} AS r WHERE ${isRow(key, 'OLD')} AND r.alive AND NOT r.decided;
  RETURN NEW;
END IF;`
}

/** The row's new key is the one that the register's row `r` is to have. */
export function isAgreed(key: ReferencedKey): Sql {
  const isNew = sameKey(
    key.columns,
    keyNames(key.columns).map((name) => sql`n.${name}`),
    key.columns.map(({ name }) => sql`NEW.${name}`),
  )
  return sql`EXISTS (SELECT FROM ${ofKey(key, 'register')} AS n WHERE ${isNew} AND n.closing = r.closing)`
}

/** Nobody else takes the name that a key is to have. */
function createReserved(key: ReferencedKey): Sql {
  return waits(key, 'change_reserved', 'INSERT', raw('NOT r.alive'), `a row of "${key.relation.name}" cannot take a key that another one is to have`) // prettier-ignore
}

/** While its change is voted on, a key does not go; a trial is part of a vote. */
function createDeleteWait(key: ReferencedKey): Sql {
  return waits(key, 'delete_waits', 'DELETE', sql`NOT r.decided AND NOT ${isTrial(key.home)}`, `a row of "${key.relation.name}" cannot go while its key is voted on`) // prettier-ignore
}

function waits(key: ReferencedKey, name: string, event: 'INSERT' | 'DELETE', test: Sql, message: string): Sql {
  const body = sql`BEGIN
  IF EXISTS (
    SELECT FROM ${changedRows(key, event)} AS t JOIN ${ofKey(key, 'register')} AS r ON ${isRow(key, 't')} WHERE r.closing IS NOT NULL AND ${test}
  ) THEN
    RAISE EXCEPTION USING
      ERRCODE = 'object_in_use',
      MESSAGE = ${literal(message)},
      HINT = 'Try again when that is over.';
  END IF;
  RETURN NULL;
END`
  return sql`CREATE FUNCTION ${ofKey(key, name)}() RETURNS trigger
LANGUAGE plpgsql ${asDefiner} AS ${dollarQuoted(body)}`
}

function isRow(key: ReferencedKey, row: string, register = 'r'): Sql {
  return sameKey(
    key.columns,
    keyNames(key.columns).map((name) => sql`${raw(register)}.${name}`),
    key.columns.map(({ name }) => sql`${raw(row)}.${name}`),
  )
}
