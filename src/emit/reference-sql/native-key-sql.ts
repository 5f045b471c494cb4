import type { QualifiedName } from '../../core/identifier.ts'
import { quoteQualified } from '../../core/identifier.ts'
import { readableName } from '../../core/readable-name.ts'
import type { Sql } from '../../print/sql.ts'
import { dollarQuoted, join, literal, raw, sql } from '../../print/sql.ts'
import { asDefiner } from './bracket-sql.ts'
import { ofKey } from './own-names.ts'
import type { NativeReference, ReplicatedKey } from './reference-value.ts'

/** The foreign key as it was, towards the replica; and an index on its columns, which every action searches, where none is. */
export function addNativeKeys(key: ReplicatedKey): readonly Sql[] {
  return key.references.flatMap((reference) => [
    ...indexReference(reference),
    ...addNativeKey(key, reference),
    ...nameDeferred(key, reference),
  ])
}

/** Nothing where there is an index. */
export function indexReference(reference: NativeReference): readonly Sql[] {
  if (reference.indexed) return []
  return [sql`CREATE INDEX ${indexName(reference)} ON ${reference.relation} (${fromColumns(reference)})`]
}

export function dropIndex(reference: NativeReference): Sql {
  return sql`DROP INDEX IF EXISTS ${{ schema: reference.relation.schema, name: indexName(reference) }}`
}

/** A name of ours: the one that PostgreSQL would choose may be what a later migration of the user's creates. */
function indexName(reference: NativeReference): string {
  return `fountain_split_${readableName([reference.relation.name, ...fromColumns(reference)], new Set())}`
}

/** What a native key that was added without looking at the rows becomes, once the replica was filled. */
export function validateNativeKey(reference: Pick<NativeReference, 'relation' | 'constraint'>): Sql {
  return sql`ALTER TABLE ${reference.relation} VALIDATE CONSTRAINT ${reference.constraint}`
}

/**
 * A function by which the consumer has rows checked that were there before the replica was filled. It belongs to whoever
 * applies the migration: only the owner of a relation may check its constraints. Nothing where there are no such rows.
 */
export function createCheck(key: ReplicatedKey): readonly Sql[] {
  const checks = key.references.filter(({ toCheck }) => toCheck).flatMap((reference) => checkRows(key, reference))
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

function checkRows(key: ReplicatedKey, reference: NativeReference): readonly Sql[] {
  const { constraint, relation, partitions = [] } = reference
  if (!reference.partitioned) return [sql`${validateNativeKey(reference)};`]
  const whole = literal(quoteQualified(relation))
  return [
    ...partitions.map((leaf) => sql`${validateNativeKey({ relation: leaf, constraint })};`),
    raw('-- The whole takes over the keys of its partitions.'),
    sql`IF NOT EXISTS (SELECT FROM pg_constraint WHERE conrelid = ${whole}::regclass AND conname = ${literal(constraint)}) THEN
  ${addKeyTo(relation, key, reference)};
END IF;`,
  ]
}

/** Of a partitioned relation PostgreSQL has no key that is not valid: until it is checked, it stands on the leaves. */
export function addNativeKey(key: ReplicatedKey, reference: NativeReference): readonly Sql[] {
  const unchecked = reference.validated ? undefined : raw(' NOT VALID')
  return nativePlaces(reference).map((place) => sql`${addKeyTo(place, key, reference)}${unchecked}`)
}

/** Where a native key stands before its rows are checked. */
export function nativePlaces({
  relation,
  partitioned,
  partitions,
  validated,
}: NativeReference): readonly QualifiedName[] {
  return partitioned && !validated && partitions !== undefined ? partitions : [relation]
}

/** Wherever it may stand by now. */
export function dropNativeKey({ relation, constraint, partitions = [] }: NativeReference): readonly Sql[] {
  return [relation, ...partitions].map(
    (place) => sql`ALTER TABLE IF EXISTS ${place} DROP CONSTRAINT IF EXISTS ${constraint}`,
  )
}

function addKeyTo(place: QualifiedName, key: ReplicatedKey, reference: NativeReference): Sql {
  const { constraint, onDelete, onDeleteColumns, onUpdate } = reference
  const columns = onDeleteColumns.length === 0 ? undefined : sql` (${onDeleteColumns})`
  return sql`ALTER TABLE ${place}
  ADD CONSTRAINT ${constraint} FOREIGN KEY (${fromColumns(reference)})
  REFERENCES ${ofKey(key, 'replica')} (${reference.columns.map(({ to }) => to)})
  MATCH ${raw(reference.match.toUpperCase())} ON DELETE ${raw(onDelete.toUpperCase())}${columns} ON UPDATE ${raw(onUpdate.toUpperCase())}
  ${raw(deferrability[reference.deferrable])}`
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
