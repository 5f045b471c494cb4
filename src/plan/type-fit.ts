import type { Catalog } from '../catalog/catalog.ts'
import { objectAs } from '../catalog/catalog.ts'
import type { ForeignKey } from '../catalog/object.ts'
import { quoteName, quoteQualified } from '../core/identifier.ts'

const integers = ['smallint', 'integer', 'bigint']

/** Whether each value of the one type is a value of the other, unchanged; types as format_type() prints them. */
export function fitsType(from: string, to: string): boolean {
  if (from === to) return true
  if (integers.includes(from)) return to === 'numeric' || integers.indexOf(to) >= integers.indexOf(from)
  const [short, long] = [varying(from), varying(to)]
  return short !== undefined && long !== undefined && short <= long
}

/** The most characters of a text type that does not pad; undefined for other types. */
function varying(type: string): number | undefined {
  if (type === 'text' || type === 'character varying') return Infinity
  const length = /^character varying\((\d+)\)$/.exec(type)?.[1]
  return length === undefined ? undefined : Number(length)
}

/**
 * Why PostgreSQL would not have this foreign key, towards a copy of the referenced key; undefined where it would. Declared ones
 * it has; those that the user confirmed may be between types that do not compare.
 */
export function whyNoNativeKey(catalog: Catalog, key: ForeignKey): string | undefined {
  const own = objectAs(catalog, key.of, 'relation')
  const referenced = objectAs(catalog, key.referenced, 'relation')
  if (own.form === 'foreign') return `${quoteQualified(own)} stands on another server, where no foreign key can be.`
  if (key.implied !== true) return undefined
  for (const [place, name] of key.columns.entries()) {
    const from = own.columns.find((column) => column.name === name)!
    const to = referenced.columns.find((column) => column.name === key.referencedColumns[place])!
    if (!comparesWith(from.type, to.type))
      return `PostgreSQL has no foreign key from ${quoteName(name)} (${from.type}) to ${quoteName(to.name)} (${to.type}).`
  }
  return undefined
}

/** Whether a foreign key may lead from the one type to the other. */
export function comparesWith(from: string, to: string): boolean {
  const plain = (type: string): string => type.replace(/\([\d, -]+\)/, '')
  const kind = (type: string): string => (integers.includes(type) ? 'integer' : /^(text|character varying|citext)$/.test(type) ? 'text' : type) // prettier-ignore
  const [own, other] = [kind(plain(from)), kind(plain(to))]
  return own === other || (own === 'integer' && other === 'numeric')
}
