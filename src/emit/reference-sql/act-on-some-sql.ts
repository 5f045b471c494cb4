import type { Sql } from '../../print/sql.ts'
import { dollarQuoted, join, raw, sql } from '../../print/sql.ts'
import { asDefiner } from './bracket-sql.ts'
import { asReferred, referredColumns, sameKey } from './same-key.ts'
import { asReferencing } from './key-arguments.ts'
import { keyNames, ofKey } from './own-names.ts'
import type { NativeReference, ReplicatedKey } from './reference-value.ts'
import { referencesOf } from './reference-value.ts'
import { ownRows } from './own-rows.ts'
import { mustSeeAll } from './row-security-sql.ts'

/**
 * Functions that do part of what a key's end does, where more rows refer to it than one transaction is to hold: the same as the native
 * keys, and what stands for them, would, some rows a time, once it is decided. They belong to whoever applies the migration, as they
 * write the user's rows.
 */
export function createActOnSome(key: ReplicatedKey): readonly Sql[] {
  const acting = referencesOf(key).filter(isAction)
  const list = sql`${ofKey(key, 'list_some')}(bigint[], integer, integer)`
  const act = sql`${ofKey(key, 'act_on_some')}(bigint[], integer, tid[])`
  return [
    ...mustSeeAll(acting),
    createList(key, acting),
    sql`COMMENT ON FUNCTION ${list} IS 'Of keys that go: the first of their references that more than few rows have, and where at most so many of those rows are'`,
    createAct(key, acting),
    sql`COMMENT ON FUNCTION ${act} IS 'Does to rows at these places what the end of the keys does to them; tells to how many it was done'`,
    sql`REVOKE EXECUTE ON FUNCTION ${list}, ${act} FROM PUBLIC`,
    sql`GRANT EXECUTE ON FUNCTION ${list}, ${act} TO ${key.home.runtimeRole}`,
  ]
}

export function isAction({ onDelete }: Pick<NativeReference, 'onDelete'>): boolean {
  return onDelete !== 'restrict' && onDelete !== 'no action'
}

/** Rows that were taken already lie before those that were not, and are walked over each time: places are found many at a time. */
function createList(key: ReplicatedKey, acting: readonly NativeReference[]): Sql {
  const fn = ofKey(key, 'list_some').name
  const list = (reference: NativeReference, at: number) => sql`places := ARRAY(
  SELECT r.ctid FROM ${ofKey(key, 'state')} AS s
    JOIN ${ownRows(reference)} AS r ON ${namesKey(key, reference)}
   WHERE s.closing = ANY (${fn}.attempts)
   LIMIT ${fn}.most
);
IF cardinality(places) > ${fn}.few THEN
  RETURN QUERY SELECT ${raw(String(at + 1))}, places;
  RETURN;
END IF;`
  const body = sql`BEGIN
  ${join(acting.map(list), '\n')}
END`
  return sql`CREATE FUNCTION ${ofKey(key, 'list_some')}(attempts bigint[], few integer, most integer)
RETURNS TABLE (reference integer, places tid[])
LANGUAGE plpgsql STABLE ${asDefiner} AS ${dollarQuoted(body)}`
}

function createAct(key: ReplicatedKey, acting: readonly NativeReference[]): Sql {
  const body = sql`DECLARE
  touched bigint;
BEGIN
  ${join(
    acting.map((reference, at) => actOn(key, reference, at)),
    '\n',
  )}
  RETURN touched;
END`
  // A plan for many places would rather read the whole relation than go to them.
  return sql`CREATE FUNCTION ${ofKey(key, 'act_on_some')}(attempts bigint[], reference integer, places tid[]) RETURNS bigint
LANGUAGE plpgsql ${asDefiner} SET lock_timeout = '2s' SET plan_cache_mode = 'force_generic_plan' AS ${dollarQuoted(body)}`
}

function actOn(key: ReplicatedKey, reference: NativeReference, at: number): Sql {
  const fn = ofKey(key, 'act_on_some').name
  const { columns, onDelete, onDeleteColumns } = reference
  const set = onDeleteColumns.length > 0 ? onDeleteColumns : columns.map((column) => column.from)
  const value = raw(onDelete === 'set null' ? 'NULL' : 'DEFAULT')
  const state = sql`${ofKey(key, 'state')} AS s`
  // A place may be another row's by now, or in another partition: it refers to the key, too, or is left alone.
  const where = sql`WHERE s.closing = ANY (${fn}.attempts) AND ${namesKey(key, reference)} AND r.ctid = ANY (${fn}.places)`
  const act =
    onDelete === 'cascade'
      ? sql`DELETE FROM ${ownRows(reference)} AS r USING ${state}
   ${where};`
      : sql`UPDATE ${ownRows(reference)} AS r SET ${set.map((column) => sql`${column} = ${value}`)} FROM ${state}
   ${where};`
  return sql`IF ${fn}.reference = ${raw(String(at + 1))} THEN
  ${act}
  GET DIAGNOSTICS touched = ROW_COUNT;
END IF;`
}

/** Row `r` names the key whose state is `s`. */
function namesKey(key: ReplicatedKey, { columns }: Pick<NativeReference, 'columns'>): Sql {
  const names = keyNames(key.columns)
  return sameKey(
    referredColumns(key, columns),
    columns.map((column) => asReferred(column, sql`r.${column.from}`)),
    columns.map((column) => {
      const at = key.columns.findIndex(({ name }) => name === column.to)
      return asReferencing(column, sql`s.${names[at]!}`)
    }),
  )
}
