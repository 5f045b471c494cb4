import type { Sql } from '../../print/sql.ts'
import { dollarQuoted, join, raw, sql } from '../../print/sql.ts'
import { asDefiner } from './bracket-sql.ts'
import { sameKey } from './capture-sql.ts'
import { asReferencing } from './key-arguments.ts'
import { keyNames, ofKey } from './own-names.ts'
import type { NativeReference, ReplicatedKey } from './reference-value.ts'
import { referencesOf } from './reference-value.ts'

/**
 * A function that does part of what a key's end does, where more rows refer to it than one transaction is to hold: the same as the
 * native keys, and what stands for them, would, some rows a time, once it is decided. It belongs to whoever applies the migration, as it writes the user's rows.
 */
export function createActOnSome(key: ReplicatedKey): readonly Sql[] {
  const acting = referencesOf(key).filter(isAction)
  const act = sql`${ofKey(key, 'act_on_some')}(bigint[], integer)`
  const body = sql`DECLARE
  places tid[];
  touched bigint;
BEGIN
  ${join(
    acting.flatMap((reference) => actOn(key, reference)),
    '\n',
  )}
  RETURN 0;
END`
  return [
    sql`CREATE FUNCTION ${ofKey(key, 'act_on_some')}(attempts bigint[], most integer) RETURNS bigint
LANGUAGE plpgsql ${asDefiner} SET lock_timeout = '2s' AS ${dollarQuoted(body)}`,
    sql`COMMENT ON FUNCTION ${act} IS 'Of keys that go and that more rows refer to: does so many of them; 0 where the rest may go with the key'`,
    sql`REVOKE EXECUTE ON FUNCTION ${act} FROM PUBLIC`,
    sql`GRANT EXECUTE ON FUNCTION ${act} TO ${key.home.runtimeRole}`,
  ]
}

export function isAction({ onDelete }: Pick<NativeReference, 'onDelete'>): boolean {
  return onDelete !== 'restrict' && onDelete !== 'no action'
}

function actOn(key: ReplicatedKey, { relation, columns, onDelete, onDeleteColumns }: NativeReference): Sql[] {
  const fn = ofKey(key, 'act_on_some').name
  const names = keyNames(key.columns)
  const named = sameKey(
    columns.map(({ from }) => sql`r.${from}`),
    columns.map((column) => {
      const at = key.columns.findIndex(({ name }) => name === column.to)
      return asReferencing(column, sql`s.${names[at]!}`)
    }),
  )
  const set = onDeleteColumns.length > 0 ? onDeleteColumns : columns.map((column) => column.from)
  const value = raw(onDelete === 'set null' ? 'NULL' : 'DEFAULT')
  const state = sql`${ofKey(key, 'state')} AS s`
  // In another partition the same place may be another row's: it refers to the key, too, or is left alone.
  const where = sql`WHERE s.closing = ANY (${fn}.attempts) AND ${named} AND r.ctid = ANY (places[:${fn}.most])`
  const act =
    onDelete === 'cascade'
      ? sql`DELETE FROM ${relation} AS r USING ${state}
   ${where};`
      : sql`UPDATE ${relation} AS r SET ${set.map((column) => sql`${column} = ${value}`)} FROM ${state}
   ${where};`
  const body = sql`places := ARRAY(
  SELECT r.ctid FROM ${state}
    JOIN ${relation} AS r ON ${named}
   WHERE s.closing = ANY (${fn}.attempts)
   LIMIT ${fn}.most + 1
);
IF cardinality(places) > ${fn}.most THEN
  ${act}
  GET DIAGNOSTICS touched = ROW_COUNT;
  RETURN touched;
END IF;`
  return [body]
}
