import { quoteName, quoteQualified } from './identifier.ts'
import type { QualifiedName } from './identifier.ts'

/**
 * Keys: one text per object of a database, the same whether it was read from SQL or from a server. A key is the object's
 * kind, a space, and its identity; names are quoted where PostgreSQL must, so no two objects share a key.
 *
 * | what | key |
 * | --- | --- |
 * | relation, view, sequence, type, index, statistics, collation, … | `view "scripts-schema".scriptoverview` |
 * | what has no schema: schema, extension, publication, server, … | `schema "scripts-schema"` |
 * | routine (function, procedure, aggregate), by its input types | `routine shop.total(integer, text[])` |
 * | operator class or family | `operator-class shop.by_length using btree` |
 * | cast | `cast (shop.money AS integer)` |
 * | operator; NONE where it has one operand | `operator shop.<+>(NONE, shop.money)` |
 * | what is part of a relation or domain: foreign-key, constraint, column, default, trigger, rule, policy | `foreign-key public.script script_author_id_fkey` |
 * | an inheritance or partition: inherits (child, then parent) | `inherits shop.order_2024 shop.order` |
 * | what a publication holds: publication-relation, publication-schema | `publication-relation everything shop.order` |
 * | what is said of another object: comment, owner, owned-by | `comment column shop.order id` |
 * | rights of one role on an object; PUBLIC is everybody | `grant schema shop to play` |
 * | rights on what a role will create; `in` only where they are for one schema | `default-privileges of owner in shop on relations to play` |
 *
 * `constraint` is PRIMARY KEY, UNIQUE, CHECK and EXCLUDE; the index behind one has no key of its own.
 */
export type ObjectKey = string

/** For what stands in a schema; with an empty schema, for what does not. */
export function wholeKey(kind: string, name: QualifiedName): ObjectKey {
  return `${kind} ${quoteQualified(name)}`
}

/** For parts: `kind schema.whole name`. */
export function partKey(kind: string, whole: QualifiedName, name: string): ObjectKey {
  return `${kind} ${quoteQualified(whole)} ${quoteName(name)}`
}

/** For two objects that belong together: `kind first second`. */
export function pairKey(kind: string, first: QualifiedName, second: QualifiedName): ObjectKey {
  return `${kind} ${quoteQualified(first)} ${quoteQualified(second)}`
}

/** `types` as format_type() prints the input types, joined by `, `. */
export function routineKey(name: QualifiedName, types: string): ObjectKey {
  return `routine ${quoteQualified(name)}(${types})`
}

/** An operator's name is of signs and is never quoted; `types` like a routine's, two of them. */
export function operatorKey(name: QualifiedName, types: string): ObjectKey {
  return `operator ${quoteName(name.schema)}.${name.name}(${types})`
}

/** What is said of an object: its comment, its owner. */
export function aboutKey(kind: 'comment' | 'owner' | 'owned-by', object: ObjectKey): ObjectKey {
  return `${kind} ${object}`
}

/** `role` is a role's name, unquoted; undefined for PUBLIC. A role called PUBLIC is quoted and so another. */
export function grantKey(object: ObjectKey, role: string | undefined): ObjectKey {
  return `grant ${object} to ${role === undefined ? 'PUBLIC' : quoteName(role)}`
}

/** Operator classes and families have a name for each access method. */
export function methodKey(kind: string, name: QualifiedName, method: string): ObjectKey {
  return `${kind} ${quoteQualified(name)} using ${quoteName(method)}`
}

const name = '(?:"(?:[^"]|"")*"|[^\\s"().]+)'
const partOfRelation = new RegExp(`^(\\S+) (${name}\\.${name}) (${name})$`)

/** A key in words: `foreign key script_author_id_fkey of "scripts-schema".script`, `view public.totals`. */
export function keyInWords(key: ObjectKey): string {
  const [, kind, whole, part] = partOfRelation.exec(key) ?? []
  if (kind !== undefined && kind !== 'inherits') return `${kind.replaceAll('-', ' ')} ${part} of ${whole}`
  const end = key.indexOf(' ')
  return end === -1 ? key : `${key.slice(0, end).replaceAll('-', ' ')}${key.slice(end)}`
}

/** `objects` is relations, sequences, routines, types or schemas; `schema` is '' where they hold for every schema. */
export function defaultPrivilegesKey(
  owner: string,
  schema: string,
  objects: string,
  role: string | undefined,
): ObjectKey {
  const where = schema === '' ? '' : ` in ${quoteName(schema)}`
  return `default-privileges of ${quoteName(owner)}${where} on ${objects} to ${role === undefined ? 'PUBLIC' : quoteName(role)}`
}
