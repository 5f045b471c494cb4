import type { Catalog } from '../catalog/catalog.ts'
import type { CatalogObject, Column, Relation, View } from '../catalog/object.ts'
import type { ObjectId } from '../catalog/statement.ts'
import type { TypeScriptCode } from '../print/typescript.ts'
import { joinCode, ts } from '../print/typescript.ts'

/** What node-postgres, as it comes, makes of a value, and what it takes for one. */
interface ValueType {
  readonly select: TypeScriptCode
  readonly insert: TypeScriptCode
}

const same = (type: TypeScriptCode): ValueType => ({ select: type, insert: type })
const text = same(ts`string`)
const whole = same(ts`number`)
const instant: ValueType = { select: ts`Date`, insert: ts`Date | string` }
// JSON text: an array would be taken for an array of PostgreSQL, and a string for text that is JSON already.
const json: ValueType = { select: ts`unknown`, insert: ts`string` }

/** By the type's name as format_type() prints it, less modifiers. What is not here comes and goes as text. */
const scalars: Readonly<Record<string, ValueType>> = {
  smallint: whole,
  integer: whole,
  oid: whole,
  real: whole,
  'double precision': whole,
  bigint: { select: ts`string`, insert: ts`string | number | bigint` },
  numeric: { select: ts`string`, insert: ts`string | number` },
  boolean: same(ts`boolean`),
  bytea: { select: ts`Buffer`, insert: ts`Uint8Array` },
  date: instant,
  'timestamp without time zone': instant,
  'timestamp with time zone': instant,
  interval: { select: ts`IntervalValue`, insert: ts`IntervalValue | string` },
  point: { select: ts`{ x: number; y: number }`, insert: ts`string` },
  circle: { select: ts`{ x: number; y: number; radius: number }`, insert: ts`string` },
  json,
  jsonb: json,
}

/** The arrays that node-postgres reads; of others it gives the text, `{a,b}`. */
const readArrays = new Set([
  ...Object.keys(scalars).filter((name) => name !== 'circle'),
  'bpchar',
  'character',
  'character varying',
  'cidr',
  'inet',
  'macaddr',
  'money',
  'numrange',
  'text',
  'time with time zone',
  'time without time zone',
  'uuid',
])

/** A column of a relation or view as kysely wants it: what comes, what goes in, and whether it may be left out. */
export function columnTypes(catalog: Catalog, of: Relation | View, column: Column): TypeScriptCode {
  const object = column.typeId === undefined ? undefined : catalog.objects[column.typeId]
  const { select, insert } = valueType(catalog, column.type, object)
  const read = orNull(select, column.notNull)
  if (of.kind === 'view') return read
  if (column.identity === 'always' || column.generated !== undefined) return ts`GeneratedAlways<${read}>`
  const isOptional = column.identity !== undefined || column.default !== undefined
  if (select.text === insert.text) return isOptional ? ts`Generated<${read}>` : read
  const given = orNull(insert, column.notNull)
  return ts`ColumnType<${read}, ${given}${isOptional ? ts` | undefined` : ts``}, ${given}>`
}

function orNull(type: TypeScriptCode, notNull: boolean): TypeScriptCode {
  return notNull || type.text === 'unknown' ? type : ts`${type} | null`
}

/** Of the values, NULL apart. Domains are sent as what they are made of; composite values as text. */
function valueType(catalog: Catalog, type: string, object: CatalogObject | undefined): ValueType {
  if (type === 'unknown') return same(ts`unknown`)
  if (type.endsWith('[]')) return arrayType(type.replace(/(\[\])+$/, ''), object)
  if (object?.kind !== 'type') return object === undefined ? (scalar(type) ?? text) : text
  if (object.form === 'enum') return same(enumType(object.labels ?? []))
  if (object.form !== 'domain' || object.baseType === undefined) return text
  return valueType(catalog, object.baseType, catalog.objects[domainBase(object) ?? -1])
}

function scalar(type: string): ValueType | undefined {
  const name = withoutModifiers(type)
  return Object.hasOwn(scalars, name) ? scalars[name] : undefined
}

/** A type's name alone: `numeric(10,2)` gives `numeric`. */
export function withoutModifiers(type: string): string {
  return type.startsWith('interval') ? 'interval' : type.replace(/\([^)]*\)/, '')
}

/** The catalogued type that a domain is made of, if it is one. */
export function domainBase(domain: CatalogObject): ObjectId | undefined {
  return domain.uses.find(({ role, statement }) => role === 'type-base' && statement === domain.statement)?.to
}

/** Its labels, `'draft' | 'published'`. */
export function enumType(labels: readonly string[]): TypeScriptCode {
  return labels.length === 0
    ? ts`never`
    : joinCode(
        labels.map((label) => ts`${label}`),
        ' | ',
      )
}

/** Elements may be NULL, and nothing in a type says how many dimensions there are: one is what is meant. */
function arrayType(element: string, object: CatalogObject | undefined): ValueType {
  if (object?.kind === 'type' && object.form === 'enum') {
    const { insert } = same(enumType(object.labels ?? []))
    return { select: ts`string`, insert: ts`string | (${insert} | null)[]` }
  }
  const name = withoutModifiers(element)
  if (object !== undefined || !readArrays.has(name))
    return { select: ts`string`, insert: ts`string | (string | null)[]` }
  // Parsed as floating point, though a single numeric is given as text.
  const { select, insert } =
    name === 'numeric' ? { select: ts`number`, insert: ts`number | string` } : (scalar(name) ?? text)
  const list = (type: TypeScriptCode) => (type.text === 'unknown' ? ts`unknown[]` : ts`(${type} | null)[]`)
  return { select: list(select), insert: list(insert) }
}
