import type { QualifiedName } from '../../core/identifier.ts'
import { nameKey } from '../../core/identifier.ts'
import { fittingName } from '../../core/readable-name.ts'
import type { Sql } from '../../print/sql.ts'
import { dollarQuoted, join, literal, raw, sql } from '../../print/sql.ts'
import { asDefiner } from './bracket-sql.ts'
import { asReferred, referredColumns, sameKey } from './same-key.ts'
import { asOwner } from './home-sql.ts'
import { asReferencing } from './key-arguments.ts'
import { keyNames, ofKey } from './own-names.ts'
import type { NativeReference, ReplicatedKey } from './reference-value.ts'
import { referencesOf } from './reference-value.ts'
import { ownRows } from './own-rows.ts'
import { mustSeeAll } from './row-security-sql.ts'

/**
 * What keeps a yes true until the outcome where an action that was let through can be refused later: while the gate of a key is
 * shut, nobody writes to the relations by whose rows it could be. A release passes its own gates.
 */
export function createFence(key: ReplicatedKey): readonly Sql[] {
  const { home } = key
  const types = key.columns.map((column) => raw(column.type))
  const calls = [sql`${ofKey(key, 'is_named')}(${types})`, sql`${ofKey(key, 'lock_fence')}()`]
  const take = sql`${ofKey(key, 'take_gate')}(${[...types, ...['bigint', 'text', 'text'].map(raw)]})`
  return [
    // They look at relations of the service, and lock them: they belong to whoever applies the migration.
    ...mustSeeAll(fencedReferences(key)),
    createIsNamed(key),
    createLockFence(key),
    ...calls.map((each) => sql`REVOKE EXECUTE ON FUNCTION ${each} FROM PUBLIC`),
    ...calls.map((each) => sql`GRANT EXECUTE ON FUNCTION ${each} TO ${home.ownerRole}`),
    ...asOwner(home, [
      sql`CREATE TABLE ${ofKey(key, 'gate')} (
  only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
  release text,
  rank text,
  attempts bigint[] NOT NULL DEFAULT '{}',
  shut boolean NOT NULL DEFAULT false
)`,
      sql`COMMENT ON TABLE ${ofKey(key, 'gate')} IS 'The release that holds the gate, and whether the relations behind it are shut to everybody else'`,
      sql`INSERT INTO ${ofKey(key, 'gate')} DEFAULT VALUES`,
      createTakeGate(key),
      sql`GRANT EXECUTE ON FUNCTION ${take} TO ${home.runtimeRole}`,
      createFenced(key),
    ]),
    ...fenceOf(key).map(
      (relation) => sql`CREATE TRIGGER ${fenceTrigger(key)}
  BEFORE INSERT OR UPDATE OR DELETE OR TRUNCATE ON ${relation}
  FOR EACH STATEMENT EXECUTE FUNCTION ${ofKey(key, 'fenced')}()`,
    ),
  ]
}

export function dropFence(key: ReplicatedKey): readonly Sql[] {
  return [
    // Triggers go with their function.
    sql`DROP FUNCTION IF EXISTS ${ofKey(key, 'fenced')} CASCADE`,
    ...['take_gate', 'lock_fence', 'is_named'].map((name) => sql`DROP FUNCTION IF EXISTS ${ofKey(key, name)}`),
    sql`DROP TABLE IF EXISTS ${ofKey(key, 'gate')}`,
  ]
}

export function fenceOf({ fence = [] }: Pick<ReplicatedKey, 'fence'>): readonly QualifiedName[] {
  return fence
}

/** It fires before all others: what is refused has done nothing yet. */
export function fenceTrigger(key: ReplicatedKey): string {
  return fittingName('!fountain_split_fence_', key.name)
}

/** What is only there where a key has a fence. */
export function ifFenced(key: ReplicatedKey, make: (key: ReplicatedKey) => Sql): Sql | undefined {
  return fenceOf(key).length === 0 ? undefined : make(key)
}

export function callTakeGate(key: ReplicatedKey, given: readonly Sql[]): Sql {
  return sql`${ofKey(key, 'take_gate')}(${given})`
}

/** These attempts do not hold the gate any more; it opens when none does. `attempts` is an array. */
export function openGate(key: ReplicatedKey, attempts: Sql): Sql {
  const gate = ofKey(key, 'gate')
  return sql`UPDATE ${gate} AS g
   SET attempts = k.attempts, shut = g.shut AND k.attempts <> '{}',
       release = CASE WHEN k.attempts <> '{}' THEN g.release END,
       rank = CASE WHEN k.attempts <> '{}' THEN g.rank END
  FROM (SELECT ARRAY(SELECT unnest(o.attempts) EXCEPT SELECT unnest(${attempts})) AS attempts FROM ${gate} AS o) AS k
 WHERE g.attempts && ${attempts}`
}

function fencedReferences(key: ReplicatedKey): readonly NativeReference[] {
  const isFenced = new Set(fenceOf(key).map(({ schema, name }) => nameKey(schema, name)))
  return referencesOf(key).filter(({ relation }) => isFenced.has(nameKey(relation.schema, relation.name)))
}

function createIsNamed(key: ReplicatedKey): Sql {
  const names = keyNames(key.columns)
  const named = fencedReferences(key).map(({ columns, ...reference }) => {
    const value = columns.map((column) => {
      const at = key.columns.findIndex(({ name }) => name === column.to)
      return asReferencing(column, sql`${ofKey(key, 'is_named').name}.${names[at]!}`)
    })
    const from = columns.map((column) => asReferred(column, sql`r.${column.from}`))
    return sql`EXISTS (SELECT FROM ${ownRows(reference)} AS r WHERE ${sameKey(referredColumns(key, columns), from, value)})`
  })
  return sql`CREATE FUNCTION ${ofKey(key, 'is_named')}(${given(key)}) RETURNS boolean
LANGUAGE plpgsql ${asDefiner} AS ${dollarQuoted(sql`BEGIN
  RETURN ${join(named, '\n    OR ')};
END`)}`
}

function createLockFence(key: ReplicatedKey): Sql {
  const places = join(
    fenceOf(key).map((relation) => sql`${relation}`),
    ', ',
  )
  return sql`CREATE FUNCTION ${ofKey(key, 'lock_fence')}() RETURNS void
LANGUAGE plpgsql ${asDefiner} AS ${dollarQuoted(sql`BEGIN
  LOCK TABLE ${places} IN SHARE ROW EXCLUSIVE MODE;
END`)}`
}

/**
 * To be called before the vote: takes the gate for a key that rows name, or that SET DEFAULT turns to. Answers `open` (there is no
 * need), `held`, `waits` (for a release that has to give way), or `busy` (this one has to).
 */
function createTakeGate(key: ReplicatedKey): Sql {
  const names = keyNames(key.columns)
  const fn = ofKey(key, 'take_gate').name
  const value = names.map((name) => sql`${fn}.${name}`)
  const isKey = sameKey(
    key.columns,
    names.map((name) => sql`s.${name}`),
    value,
  )
  const body = sql`#variable_conflict use_column
DECLARE
  named boolean := ${ofKey(key, 'is_named')}(${value});
  g ${ofKey(key, 'gate')}%ROWTYPE;
BEGIN
  IF NOT named AND NOT EXISTS (SELECT FROM ${ofKey(key, 'state')} AS s WHERE ${isKey} AND s.pinned) THEN
    RETURN 'open';
  END IF;
  SELECT * INTO STRICT g FROM ${ofKey(key, 'gate')} AS g;
  -- One at a time: what one of two does may be what the other is refused for.
  IF g.release <> ${fn}.release AND g.rank <> ${fn}.rank THEN
    RETURN CASE WHEN ${fn}.rank COLLATE "C" < g.rank THEN 'waits' ELSE 'busy' END;
  END IF;
  IF named THEN
    PERFORM ${ofKey(key, 'lock_fence')}();
  END IF;
  -- After the relations, as writers come by them; and as a change of its key, or an older snapshot would not run into it.
  PERFORM FROM ${ofKey(key, 'gate')} FOR UPDATE;
  UPDATE ${ofKey(key, 'gate')} AS g
     SET release = ${fn}.release, rank = ${fn}.rank, shut = named OR (g.shut AND g.release = ${fn}.release),
         attempts = CASE WHEN g.release = ${fn}.release THEN array_remove(g.attempts, ${fn}.attempt) ELSE '{}' END || ${fn}.attempt;
  PERFORM set_config('fountain_split.release', ${fn}.release, true);
  RETURN 'held';
END`
  return sql`CREATE FUNCTION ${ofKey(key, 'take_gate')}(${given(key)}, attempt bigint, release text, rank text) RETURNS text
LANGUAGE plpgsql ${asDefiner} SET lock_timeout = '2s' AS ${dollarQuoted(body)}`
}

/** In READ COMMITTED a look at the gate is enough, as who shuts it has waited for all who write; an older snapshot has to lock it. */
function createFenced(key: ReplicatedKey): Sql {
  const look = (lock: string) => sql`SELECT * INTO g FROM ${ofKey(key, 'gate')} AS g${raw(lock)};`
  const body = sql`DECLARE
  g ${ofKey(key, 'gate')}%ROWTYPE;
BEGIN
  IF current_setting('transaction_isolation') = 'read committed' THEN
    ${look('')}
  ELSE
    ${look(' FOR KEY SHARE')}
  END IF;
  IF g.shut AND g.release IS DISTINCT FROM current_setting('fountain_split.release', true) THEN
    RAISE EXCEPTION USING
      ERRCODE = 'serialization_failure',
      MESSAGE = format('"%s" cannot be written to while a release is decided by which its rows may be changed', TG_TABLE_NAME),
      DETAIL = ${literal(`It is about a key in table "${key.source.relation.name}" of service ${key.source.service}.`)},
      HINT = 'Try again when the release is over.',
      SCHEMA = TG_TABLE_SCHEMA,
      TABLE = TG_TABLE_NAME;
  END IF;
  RETURN NULL;
END`
  return sql`CREATE FUNCTION ${ofKey(key, 'fenced')}() RETURNS trigger
LANGUAGE plpgsql ${asDefiner} AS ${dollarQuoted(body)}`
}

function given(key: ReplicatedKey): readonly Sql[] {
  return key.columns.map((column, at) => sql`${keyNames(key.columns)[at]!} ${raw(column.type)}`)
}
