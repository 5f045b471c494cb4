import type { Sql } from '../../print/sql.ts'
import { raw, sql } from '../../print/sql.ts'
import { nameKey, ofKey } from './own-names.ts'
import type { NativeReference, ReplicatedKey } from './reference-value.ts'

/** The foreign key as it was, towards the replica; and an index on its columns, which every action searches, where none is. */
export function addNativeKeys(key: ReplicatedKey): readonly Sql[] {
  return key.references.flatMap((reference) => [...indexReference(reference), addNativeKey(key, reference)])
}

/** Nothing where there is an index. */
export function indexReference(reference: NativeReference): readonly Sql[] {
  if (reference.indexed) return []
  const columns = fromColumns(reference)
  // A name of ours: the one that PostgreSQL would choose may be what a later migration of the user's creates.
  const name = `fountain_split_${nameKey([reference.relation.name, ...columns], new Set())}`
  return [sql`CREATE INDEX ${name} ON ${reference.relation} (${columns})`]
}

/** What a native key that was added without looking at the rows becomes, once the replica was filled. */
export function validateNativeKey(reference: NativeReference): Sql {
  return sql`ALTER TABLE ${reference.relation} VALIDATE CONSTRAINT ${reference.constraint}`
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

const deferrability = {
  no: 'NOT DEFERRABLE',
  'initially immediate': 'DEFERRABLE INITIALLY IMMEDIATE',
  'initially deferred': 'DEFERRABLE INITIALLY DEFERRED',
}

function fromColumns(reference: NativeReference): readonly string[] {
  return reference.columns.map(({ from }) => from)
}
