import { quoteName, quoteQualified } from '../../core/identifier.ts'
import type { Sql } from '../../print/sql.ts'
import { dollarQuoted, join, literal, raw, sql } from '../../print/sql.ts'
import { asDefiner } from './bracket-sql.ts'
import { textSettings } from './key-text.ts'
import { isAlive } from './key-state-sql.ts'
import { keyNames, ofKey } from './own-names.ts'
import type { NativeReference, ReferenceColumn, ReplicatedKey } from './reference-value.ts'
import { refusalCode } from './refusal-code.ts'
import { asReferencing, keyArguments } from './key-arguments.ts'
import { asReferred, referredColumns, sameKey } from './same-key.ts'
import { ownRows } from './own-rows.ts'
import { mustSeeAll } from './row-security-sql.ts'

/**
 * The referential actions of references that no foreign key acts for: what one statement did to the referenced keys, done
 * to the rows that name them, all rows at once. Called by `replay`, after it is known which keys are alive; and by a vote, which
 * tries (`try delete`, `try change`). Where there is a vote, rows refuse in it and nowhere else: what was decided is done. It belongs
 * to whoever applies the migration, as PostgreSQL acts in the name of the relation's owner.
 */
export function createApply(key: ReplicatedKey): readonly Sql[] {
  const { columns, home, guarded = [] } = key
  const [olds, news] = [keyNames(columns, 'old'), keyNames(columns, 'new')]
  const types = ['acts', ...olds, ...news].map(() => raw('text[]'))
  const apply = sql`${ofKey(key, 'apply')}(${types})`
  return [
    ...mustSeeAll(guarded),
    sql`CREATE FUNCTION ${ofKey(key, 'apply')}(acts text[], ${[...keyArguments(columns, 'old'), ...keyArguments(columns, 'new')]}) RETURNS void
LANGUAGE plpgsql ${join([asDefiner, ...textSettings(columns)], ' ')} AS ${dollarQuoted(sql`#variable_conflict use_column
DECLARE
  refused bigint;
BEGIN
  ${join(
    guarded.flatMap((reference) => [actOn(key, reference, 'delete'), actOn(key, reference, 'change')]),
    '\n',
  )}
END`)}`,
    sql`REVOKE EXECUTE ON FUNCTION ${apply} FROM PUBLIC`,
    sql`GRANT EXECUTE ON FUNCTION ${apply} TO ${home.ownerRole}`,
  ]
}

type Act = 'delete' | 'change'

/** Whether the service is asked before it comes to that. */
function isVotedOn(key: ReplicatedKey, act: Act): boolean {
  return (act === 'delete' ? key.votes : key.votesOnChange) === true
}

function actOn(key: ReplicatedKey, reference: NativeReference, act: Act): Sql {
  const { relation, constraint } = reference
  const action = act === 'delete' ? reference.onDelete : reference.onUpdate
  const lines = quoteQualified(relation).split('\n').join(' ')
  const comment = raw(
    `-- ${quoteName(constraint).split('\n').join(' ')} on ${lines}: ON ${act === 'delete' ? 'DELETE' : 'UPDATE'} ${action.toUpperCase()}.`,
  )
  switch (action) {
    case 'no action':
    case 'restrict':
      return sql`${comment}
${refuseAct(key, reference, act, action === 'no action')}`
    case 'cascade':
      if (act === 'delete')
        return sql`${comment}
DELETE FROM ${ownRows(reference)} AS r USING (
  ${keysOf(key, reference, act, doing(key, act))}
) AS e WHERE ${namesOld(key, reference)};`
      return sql`${comment}
${updateRows(key, reference, act, (_, at) => sql`e.${`new${at + 1}`}`)}`
    case 'set null':
      return sql`${comment}
${updateRows(key, reference, act, () => raw('NULL'))}`
    case 'set default':
      return sql`${comment}
${updateRows(key, reference, act, () => raw('DEFAULT'))}`
  }
}

/** One row for each key that went or changed, as the values that referencing columns have: `old1`, `new1` in their order. */
function keysOf(key: ReplicatedKey, reference: NativeReference, act: Act, words: readonly string[]): Sql {
  const rows = act === 'delete' ? (['old'] as const) : (['old', 'new'] as const)
  const names = (row: string) => keyNames(key.columns, row)
  const values = rows.flatMap((row) => reference.columns.map((column, at) => sql`${valueOf(key, column, row)} AS ${`${row}${at + 1}`}`)) // prettier-ignore
  const all = rows.flatMap(names)
  return sql`SELECT ${values}
  FROM unnest(acts, ${all.map((name) => sql`${name}`)}) AS g (act, ${all})
 WHERE ${words.length === 1 ? sql`g.act = ${literal(words[0]!)}` : sql`g.act IN (${words.map(literal)})`}`
}

/** Words of the acts that are done. */
function doing(key: ReplicatedKey, act: Act): readonly string[] {
  return isVotedOn(key, act) ? [act, `try ${act}`] : [act]
}

/** Words of the acts that rows refuse. */
function refusing(key: ReplicatedKey, act: Act): readonly string[] {
  return [isVotedOn(key, act) ? `try ${act}` : act]
}

function valueOf(key: ReplicatedKey, column: ReferenceColumn, row: string): Sql {
  const at = key.columns.findIndex(({ name }) => name === column.to)
  const { type, collation } = key.columns[at]!
  const value = sql`g.${keyNames(key.columns, row)[at]!}::${raw(type)}`
  if (column.asText !== undefined) return asReferencing(column, value)
  return collation === undefined ? value : sql`(${value}) COLLATE ${collation}`
}

function namesOld(key: ReplicatedKey, { columns }: NativeReference): Sql {
  return sameKey(
    referredColumns(key, columns),
    columns.map((column) => asReferred(column, sql`r.${column.from}`)),
    columns.map((_, at) => sql`e.${`old${at + 1}`}`),
  )
}

function updateRows(
  key: ReplicatedKey,
  reference: NativeReference,
  act: Act,
  value: (column: ReferenceColumn, at: number) => Sql,
): Sql {
  const { relation, columns, match, onDelete, onUpdate, onDeleteColumns } = reference
  const listed = (column: ReferenceColumn) =>
    act === 'change' || onDeleteColumns.length === 0 || onDeleteColumns.includes(column.from)
  const changes = columns.flatMap((column, at) => (listed(column) ? [sql`${column.from} = ${value(column, at)}`] : []))
  const update = sql`UPDATE ${ownRows(reference)} AS r SET ${changes} FROM (
  ${keysOf(key, reference, act, doing(key, act))}
) AS e WHERE ${namesOld(key, reference)}`
  const mayNameNothing = (act === 'delete' ? onDelete : onUpdate) === 'set default'
  const mayBeHalf = match === 'full' && columns.length > 1
  if (!mayNameNothing && !mayBeHalf) return sql`${update};`
  const own = columns.map(({ from }) => sql`c.${from}`)
  const nulls = sql`num_nulls(${own})`
  // Looked at as PostgreSQL looks at what an action has written.
  const half = mayBeHalf ? sql`${nulls} BETWEEN 1 AND ${columns.length - 1}` : undefined
  const nothing = mayNameNothing
    ? sql`(${nulls} = 0 AND NOT ${isAlive(key, keyValue(key, reference, 'c'), true)})`
    : undefined
  const tests = [half, nothing].filter((test) => test !== undefined)
  return sql`WITH changed AS (
  ${update}
  RETURNING ${columns.map(({ from }) => sql`r.${from}`)}
)
SELECT count(*) INTO refused FROM changed AS c WHERE ${join(tests, ' OR ')};
IF refused > 0 THEN
  ${raise(reference, refusalCode(false), `insert or update on table "${relation.name}" violates foreign key constraint "${reference.constraint}"`, `${key.source.relation.name} of service ${key.source.service} does not have what the action would have the row refer to.`)}
END IF;`
}

/** Referencing columns of a row in the order of the key, as the key's types. */
function keyValue(key: ReplicatedKey, { columns }: NativeReference, row: string): readonly Sql[] {
  return key.columns.map(({ name, type }) => {
    const column = columns.find(({ to }) => to === name)!
    const value = sql`${raw(row)}.${column.from}`
    return column.asText === undefined ? asReferred(column, value) : sql`${value}::text::${raw(type)}`
  })
}

/** Rows must not name the key any more; under NO ACTION they may where it is there again. */
function refuseAct(key: ReplicatedKey, reference: NativeReference, act: Act, unlessAlive: boolean): Sql {
  const { relation, constraint } = reference
  const again = unlessAlive ? sql` AND NOT ${isAlive(key, keyValue(key, reference, 'r'))}` : undefined
  return sql`IF EXISTS (
  SELECT FROM ${ownRows(reference)} AS r, (
    ${keysOf(key, reference, act, refusing(key, act))}
  ) AS e WHERE ${namesOld(key, reference)}${again}
) THEN
  ${raise(reference, refusalCode(!unlessAlive), `update or delete on table "${key.source.relation.name}" violates foreign key constraint "${constraint}" on table "${relation.name}"`, `The key is still referenced from table "${relation.name}".`)}
END IF;`
}

function raise({ relation, constraint }: NativeReference, code: Sql, message: string, detail: string): Sql {
  return sql`RAISE EXCEPTION USING
  ERRCODE = ${code},
  MESSAGE = ${literal(message)},
  DETAIL = ${literal(detail)},
  SCHEMA = ${literal(relation.schema)},
  TABLE = ${literal(relation.name)},
  CONSTRAINT = ${literal(constraint)};`
}

/** Has the actions done for acts that are given as SQL, one array each. */
export function callApply(key: ReplicatedKey, acts: Sql, olds: readonly Sql[], news: readonly Sql[]): Sql | undefined {
  if ((key.guarded ?? []).length === 0) return undefined
  return sql`PERFORM ${ofKey(key, 'apply')}(${[acts, ...olds, ...news]});`
}

/**
 * Has done, or tried, what follows the end of keys, or their change into their successors; `states`: their states as `s`, what
 * follows FROM.
 */
export function callApplyOf(key: ReplicatedKey, act: Act | `try ${Act}`, states: Sql): Sql | undefined {
  if ((key.guarded ?? []).length === 0) return undefined
  const texts = (prefix: string) => keyNames(key.columns, prefix).map((name) => sql`array_agg(s.${name}::text)`)
  const news = act.endsWith('change') ? texts('successor') : key.columns.map(() => raw('array_agg(NULL::text)'))
  return sql`PERFORM ${ofKey(key, 'apply')}(${[sql`array_agg(${literal(act)}::text)`, ...texts('key'), ...news]})
  FROM ${states};`
}
