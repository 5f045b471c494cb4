import type { ValueSchema } from './key-contract.ts'

const integer = (bits: 16 | 32): ValueSchema => ({ type: 'integer', minimum: -(2 ** (bits - 1)), maximum: 2 ** (bits - 1) - 1 }) // prettier-ignore
const text = (pattern: string): ValueSchema => ({ type: 'string', pattern: `^${pattern}$` })
const characters = (maxLength: number | undefined): ValueSchema => ({ type: 'string', ...(maxLength !== undefined && { maxLength }) }) // prettier-ignore
const fraction = (digits = 6): string => (digits === 0 ? '' : `(\\.\\d{1,${digits}})?`)
const date = '\\d{4,}-\\d\\d-\\d\\d'
const time = '\\d\\d:\\d\\d:\\d\\d'

type Modifiers = readonly (number | undefined)[]

/**
 * By the type's name, what its text looks like, as it is written for events: in UTC, dates in ISO order. Versions and keys of 64
 * bits and decimals are texts, as numbers of JSON lose digits.
 */
const forms: Readonly<Record<string, (modifiers: Modifiers) => ValueSchema>> = {
  smallint: () => integer(16),
  integer: () => integer(32),
  boolean: () => ({ type: 'boolean' }),
  bigint: () => text('(0|-?[1-9]\\d{0,18})'),
  oid: () => text('\\d{1,10}'),
  xid8: () => text('\\d{1,20}'),
  numeric: decimal,
  real: () => text('(NaN|-?Infinity|-?\\d+(\\.\\d+)?(e[-+]\\d+)?)'),
  'double precision': () => text('(NaN|-?Infinity|-?\\d+(\\.\\d+)?(e[-+]\\d+)?)'),
  money: () => text('-?\\$[\\d,]+\\.\\d\\d'),
  text: () => characters(undefined),
  citext: () => characters(undefined),
  'character varying': ([most]) => characters(most),
  character: ([most]) => characters(most),
  name: () => characters(63),
  '"char"': () => characters(4),
  bytea: () => text('\\\\x([0-9a-f]{2})*'),
  bit: ([length = 1]) => text(`[01]{${length}}`),
  'bit varying': ([most]) => text(`[01]{0,${most ?? ''}}`),
  uuid: () => text('[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}'),
  date: () => text(`(-?infinity|${date}( BC)?)`),
  'timestamp without time zone': ([digits]) => text(`(-?infinity|${date} ${time}${fraction(digits)}( BC)?)`),
  'timestamp with time zone': ([digits]) => text(`(-?infinity|${date} ${time}${fraction(digits)}\\+00( BC)?)`),
  'time without time zone': ([digits]) => text(`${time}${fraction(digits)}`),
  'time with time zone': ([digits]) => text(`${time}${fraction(digits)}[-+]\\d\\d(:\\d\\d){0,2}`),
  interval: () => text('[-+0-9a-z:. ]+'),
  inet: () => text('[0-9a-f:.]+/\\d{1,3}'),
  cidr: () => text('[0-9a-f:.]+/\\d{1,3}'),
  macaddr: () => text('([0-9a-f]{2}:){5}[0-9a-f]{2}'),
  macaddr8: () => text('([0-9a-f]{2}:){7}[0-9a-f]{2}'),
  pg_lsn: () => text('[0-9A-F]{1,8}/[0-9A-F]{1,8}'),
}

/** What values of a type are in JSON; the type below domains, as PostgreSQL prints it. Of unknown types only that it is a text. */
export function valueSchema(type: string, labels?: readonly string[]): ValueSchema {
  if (labels !== undefined) return { type: 'string', enum: labels }
  const modifiers = /\(([^)]*)\)/.exec(type)?.[1]?.split(',').map(Number) ?? []
  const name = baseOf(type).replace(/^.*\.(citext)$/, '$1')
  return Object.hasOwn(forms, name) ? forms[name]!(modifiers) : { type: 'string' }
}

/** The type's name without modifiers. */
export function baseOf(type: string): string {
  return /^interval\b/.test(type) ? type.replace(/^interval[^[]*/, 'interval') : type.replace(/\([^)]*\)/, '')
}

/** `numeric(5,2)` always has two digits after its point; a scale may be negative, or more than the precision. */
function decimal([precision, scale = 0]: Modifiers): ValueSchema {
  if (precision === undefined) return text('(NaN|-?Infinity|-?\\d+(\\.\\d+)?)')
  const before = precision > scale ? `\\d{1,${precision - scale}}` : '0'
  return text(`(NaN|-?${before}${scale > 0 ? `\\.\\d{${scale}}` : ''})`)
}
