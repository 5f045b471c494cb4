import { reservedWords } from './reserved-words.ts'

/** A name that may stand in a schema, unquoted and as PostgreSQL folded it. */
export interface QualifiedName {
  readonly schema: string
  readonly name: string
}

const plain = /^[a-z_][a-z0-9_]*$/

/** Quotes a name where PostgreSQL's own `quote_ident` would, and only there. */
export function quoteName(name: string): string {
  return plain.test(name) && !reservedWords.has(name) ? name : `"${name.replaceAll('"', '""')}"`
}

/** `schema.name`, each part quoted where it must be. */
export function quoteQualified(name: QualifiedName): string {
  return name.schema === '' ? quoteName(name.name) : `${quoteName(name.schema)}.${quoteName(name.name)}`
}

/** `schema.relation(column, column)`, as foreign keys' ids use it. */
export function quoteColumns(name: QualifiedName, columns: readonly string[]): string {
  return `${quoteQualified(name)}(${columns.map(quoteName).join(', ')})`
}

/** A string literal that is right whatever `standard_conforming_strings` says. */
export function quoteLiteral(value: string): string {
  const body = value.replaceAll("'", "''")
  return body.includes('\\') ? `E'${body.replaceAll('\\', '\\\\')}'` : `'${body}'`
}

/** `schema.name` without quotes, for people and for `relations` in the JSON; not to be parsed back. */
export function plainName(name: QualifiedName): string {
  return `${name.schema}.${name.name}`
}

/** A key for maps that no two names share: NUL cannot stand in a PostgreSQL name. */
export function nameKey(schema: string, name: string): string {
  return `${schema}\0${name}`
}

/** Each name once, sorted. */
export function distinctNames(names: readonly QualifiedName[]): QualifiedName[] {
  const found = new Map(names.map((each) => [nameKey(each.schema, each.name), each]))
  return [...found].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, name]) => name)
}

/** Longest a PostgreSQL name may be, in bytes of UTF-8. */
export const maximumNameBytes = 63

/** Cuts a name as PostgreSQL does: at 63 bytes, never inside a character. */
export function truncateName(name: string, bytes: number = maximumNameBytes): string {
  if (name.length * 3 <= bytes) return name
  const encoded = Buffer.from(name, 'utf8')
  if (encoded.length <= bytes) return name
  let end = bytes
  while (end > 0 && (encoded[end]! & 0xc0) === 0x80) end--
  return encoded.toString('utf8', 0, end)
}
