import type { Sql } from '../../print/sql.ts'
import { join, literal, raw, sql } from '../../print/sql.ts'
import type { KeyColumn } from './reference-value.ts'

/** How values of a type become a text that is the same for equal values and different for others. */
type Form =
  /** The type's own text does. */
  | 'plain'
  /** As plain, and never long: no hash is needed. */
  | 'short'
  | 'scale'
  | 'zero'
  | 'lower'
  | 'money'
  | 'interval'
  /** No text of the type does; its own hash follows its own equality. */
  | 'hash'

const forms: Readonly<Record<string, Form>> = {
  smallint: 'short',
  integer: 'short',
  bigint: 'short',
  oid: 'short',
  boolean: 'short',
  uuid: 'short',
  date: 'short',
  'timestamp without time zone': 'short',
  'timestamp with time zone': 'short',
  'time without time zone': 'short',
  'time with time zone': 'short',
  inet: 'short',
  cidr: 'short',
  macaddr: 'short',
  macaddr8: 'short',
  pg_lsn: 'short',
  xid8: 'short',
  '"char"': 'short',
  numeric: 'scale',
  real: 'zero',
  'double precision': 'zero',
  citext: 'lower',
  money: 'money',
  interval: 'interval',
  text: 'plain',
  'character varying': 'plain',
  character: 'plain',
  name: 'plain',
  bytea: 'plain',
  bit: 'plain',
  'bit varying': 'plain',
  tsvector: 'plain',
  tsquery: 'plain',
  // These have no hash of their own, nor have arrays of them.
  ...Object.fromEntries(
    ['bit[]', 'bit varying[]', 'money[]', 'tsvector[]', 'tsquery[]'].map((type): [string, Form] => [type, 'plain']),
  ),
}

/** Types whose values may be equal and still look different, so that a key changes although it is the same. */
const plainWhenDistinct = new Set<Form>(['plain', 'short'])

/** Settings that the text of some types depends on; a function that writes such text pins them. */
const settings: readonly (readonly [pattern: RegExp, setting: string])[] = [
  [/^timestamp with|^time with/, "TimeZone = 'UTC'"],
  [/^timestamp|^date|^tstz?range|^daterange/, "DateStyle = 'ISO, YMD'"],
  [/^interval/, "IntervalStyle = 'postgres'"],
  [/^real|^double/, 'extra_float_digits = 1'],
  [/^bytea/, "bytea_output = 'hex'"],
  [/^money/, "lc_monetary = 'C'"],
]

/** Longest text of a key that travels as it is, in characters. */
const longest = 200

/** `SET …` clauses for a function that writes these keys as text. */
export function textSettings(columns: readonly KeyColumn[]): readonly Sql[] {
  // An array, a range or a row can have parts of any type.
  const open = columns.some((column) => formOf(column) === 'hash')
  const pinned = settings.filter(([pattern]) => open || columns.some(({ base }) => pattern.test(base)))
  return pinned.map(([, setting]) => raw(`SET ${setting}`))
}

/**
 * The key as one text that equals another key's exactly where PostgreSQL's `=` of the key's types and collations says so.
 * `of` gives the value of the nth column. Long keys, and keys whose type has no such text, are hashes.
 */
export function canonicalKey(columns: readonly KeyColumn[], of: (at: number) => Sql): Sql {
  const parts = columns.map((column, at) => canonicalPart(column, of(at)))
  const bounded = columns.every((column) => ['short', 'hash'].includes(formOf(column)))
  const whole = parts.length === 1 ? parts[0]! : sql`jsonb_build_array(${parts})::text`
  return bounded ? whole : shorten(whole)
}

/** The key as JSON: `{"column": value}` in the type's own text, integers and booleans as such; int8 and numeric as strings. */
export function jsonKey(columns: readonly KeyColumn[], of: (at: number) => Sql): Sql {
  const pairs = columns.map((column, at) => {
    const plain = ['smallint', 'integer', 'boolean'].includes(column.base)
    return sql`${literal(column.name)}, ${of(at)}${plain ? undefined : raw('::text')}`
  })
  return sql`jsonb_build_object(${pairs})`
}

/** Whether one row's key became another: not equal, or written differently, which cascades natively too. */
export function keyDiffers(columns: readonly KeyColumn[], before: string, after: string, spelling = true): Sql {
  const tests = columns.flatMap((column) => {
    const [old, now] = [sql`${raw(before)}.${column.name}`, sql`${raw(after)}.${column.name}`]
    const distinct = sql`${old} IS DISTINCT FROM ${now}`
    const same = plainWhenDistinct.has(formOf(column)) && column.base !== 'character'
    if (!spelling || same) return [distinct]
    return [distinct, sql`${old}::text COLLATE "C" IS DISTINCT FROM ${now}::text COLLATE "C"`]
  })
  return join(tests, ' OR ')
}

function formOf(column: KeyColumn): Form {
  return column.deterministic ? (forms[column.base] ?? 'hash') : 'hash'
}

function canonicalPart(column: KeyColumn, value: Sql): Sql {
  switch (formOf(column)) {
    case 'plain':
    case 'short':
      return sql`${value}::text`
    case 'scale':
      return sql`trim_scale(${value})::text`
    case 'zero':
      return sql`(${value} + 0::${raw(column.base)})::text`
    case 'lower':
      return sql`lower(${value}::text COLLATE "default")`
    case 'money':
      return sql`trim_scale(${value}::numeric)::text`
    case 'interval':
      return intervalLength(value)
    case 'hash':
      // Two seeds: 128 bits. A row's hash is made of its types' own, with their collations.
      return sql`(hash_record_extended(ROW(${value}), 0)::text || ':' || hash_record_extended(ROW(${value}), 1)::text)`
  }
}

/** Intervals are equal as lengths, a month being 30 days and a day 24 hours. */
function intervalLength(value: Sql): Sql {
  const part = (name: string) => sql`extract(${raw(name)} FROM ${value})`
  const days = sql`((${part('year')} * 12 + ${part('month')}) * 30 + ${part('day')})`
  const seconds = sql`${part('hour')} * 3600 + ${part('minute')} * 60 + ${part('second')}`
  return sql`trim_scale(${days} * 86400 + ${seconds})::text`
}

function shorten(text: Sql): Sql {
  return sql`CASE WHEN length(${text}) <= ${longest} AND ${text} NOT LIKE 'sha256:%' THEN ${text}
  ELSE 'sha256:' || encode(sha256(convert_to(${text}, 'UTF8')), 'hex') END`
}
