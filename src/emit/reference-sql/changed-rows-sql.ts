import type { Sql } from '../../print/sql.ts'
import { raw, sql } from '../../print/sql.ts'
import type { CaptureEvent } from './own-names.ts'
import { ofKey, triggerNames } from './own-names.ts'
import type { ReferencedKey } from './reference-value.ts'

/**
 * Whether its rows are followed one by one. What a statement on another relation does to them fires triggers of rows only:
 * that of a relation which it is a partition of. And a statement on it has rows of those which inherit from it among its own.
 */
export function followsEachRow({ within = [], inherited }: Pick<ReferencedKey, 'within' | 'inherited'>): boolean {
  return within.length > 0 || inherited === true
}

/** In a function of `attachAfter`: the rows that were inserted or deleted. */
export function changedRows(key: ReferencedKey, event: 'INSERT' | 'DELETE', together = 'changed_rows'): Sql {
  if (!followsEachRow(key)) return raw(together)
  return sql`(SELECT ${raw(event === 'INSERT' ? 'NEW' : 'OLD')}.*)`
}

/** Triggers after rows come or go: on the relation, and on each partition for statements that name it. */
export function attachAfter(
  key: ReferencedKey,
  name: CaptureEvent,
  event: 'INSERT' | 'DELETE',
  together = 'changed_rows',
): readonly Sql[] {
  const call = sql`EXECUTE FUNCTION ${ofKey(key, name)}()`
  if (followsEachRow(key))
    return [
      sql`CREATE TRIGGER ${triggerNames.capture(key, name)}
  AFTER ${raw(event)} ON ${key.relation}
  FOR EACH ROW ${call}`,
    ]
  const rows = raw(event === 'INSERT' ? 'NEW' : 'OLD')
  return [key.relation, ...key.partitions].map(
    (relation) => sql`CREATE TRIGGER ${triggerNames.capture(key, name)}
  AFTER ${raw(event)} ON ${relation} REFERENCING ${rows} TABLE AS ${raw(together)}
  FOR EACH STATEMENT ${call}`,
  )
}
