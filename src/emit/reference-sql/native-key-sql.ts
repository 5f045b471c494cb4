import { readableName } from '../../core/readable-name.ts'
import type { Sql } from '../../print/sql.ts'
import { dollarQuoted, join, raw, sql } from '../../print/sql.ts'
import { asDefiner } from './bracket-sql.ts'
import { ofKey } from './own-names.ts'
import type { NativeReference, ReplicatedKey } from './reference-value.ts'

/** The foreign key as it was, towards the replica; and an index on its columns, which every action searches, where none is. */
export function addNativeKeys(key: ReplicatedKey): readonly Sql[] {
  return key.references.flatMap((reference) => [
    ...indexReference(reference),
    addNativeKey(key, reference),
    ...nameDeferred(key, reference),
  ])
}

/** Nothing where there is an index. */
export function indexReference(reference: NativeReference): readonly Sql[] {
  if (reference.indexed) return []
  const columns = fromColumns(reference)
  // A name of ours: the one that PostgreSQL would choose may be what a later migration of the user's creates.
  const name = `fountain_split_${readableName([reference.relation.name, ...columns], new Set())}`
  return [sql`CREATE INDEX ${name} ON ${reference.relation} (${columns})`]
}

/** What a native key that was added without looking at the rows becomes, once the replica was filled. */
export function validateNativeKey(reference: NativeReference): Sql {
  return sql`ALTER TABLE ${reference.relation} VALIDATE CONSTRAINT ${reference.constraint}`
}

/**
 * A function by which the consumer has rows checked that were there before the replica was filled. It belongs to whoever
 * applies the migration: only the owner of a relation may check its constraints. Nothing where there are no such rows.
 */
export function createCheck(key: ReplicatedKey): readonly Sql[] {
  const checks = key.references
    .filter(({ toCheck }) => toCheck)
    .map((reference) => sql`${validateNativeKey(reference)};`)
  if (checks.length === 0) return []
  const check = sql`${ofKey(key, 'check')}()`
  return [
    sql`CREATE FUNCTION ${check} RETURNS void
LANGUAGE plpgsql ${asDefiner} AS ${dollarQuoted(sql`BEGIN
  ${join(checks, '\n')}
END`)}`,
    sql`REVOKE EXECUTE ON FUNCTION ${check} FROM PUBLIC`,
    sql`GRANT EXECUTE ON FUNCTION ${check} TO ${key.home.runtimeRole}`,
  ]
}

export function addNativeKey(key: ReplicatedKey, reference: NativeReference): Sql {
  const { constraint, relation, onDelete, onDeleteColumns, onUpdate } = reference
  const columns = onDeleteColumns.length === 0 ? undefined : sql` (${onDeleteColumns})`
  // PostgreSQL knows no NOT VALID keys of partitioned tables.
  const unchecked = reference.validated || reference.partitioned ? undefined : raw(' NOT VALID')
  return sql`ALTER TABLE ${relation}
  ADD CONSTRAINT ${constraint} FOREIGN KEY (${fromColumns(reference)})
  REFERENCES ${ofKey(key, 'replica')} (${reference.columns.map(({ to }) => to)})
  MATCH ${raw(reference.match.toUpperCase())} ON DELETE ${raw(onDelete.toUpperCase())}${columns} ON UPDATE ${raw(onUpdate.toUpperCase())}
  ${raw(deferrability[reference.deferrable])}${unchecked}`
}

/** The consumer checks deferred keys before it records anything, and defers them again: by name, for which it must see their schema. */
export function nameDeferred({ home }: ReplicatedKey, { relation, deferrable }: NativeReference): readonly Sql[] {
  return deferrable === 'initially deferred'
    ? [sql`GRANT USAGE ON SCHEMA ${relation.schema} TO ${home.runtimeRole}`]
    : []
}

const deferrability = {
  no: 'NOT DEFERRABLE',
  'initially immediate': 'DEFERRABLE INITIALLY IMMEDIATE',
  'initially deferred': 'DEFERRABLE INITIALLY DEFERRED',
}

function fromColumns(reference: NativeReference): readonly string[] {
  return reference.columns.map(({ from }) => from)
}
