import type { Catalog } from '../catalog/catalog.ts'
import type { Column } from '../catalog/object.ts'

export type TypeFamily = 'integer' | 'number' | 'text' | 'uuid' | 'time' | 'other'

/** The type below domains, as format_type() prints it; modifiers and all. */
export function plainType(catalog: Catalog, { type, typeId }: Column): string {
  const named = typeId === undefined ? undefined : catalog.objects[typeId]
  if (named?.kind !== 'type' || named.form !== 'domain' || type.endsWith('[]')) return type
  return named.baseType ?? type
}

/** Whether a foreign key from the one type to the other is conceivable; `isOneType`: both are of one catalogued type. */
export function typesCompare(own: string, other: string, isOneType: boolean): boolean {
  const family = typeFamily(own)
  if (family === 'time' || (family === 'other' && (own === 'boolean' || /^json|^bytea|\[\]$/.test(own)))) return false
  if (own === other) return true
  const otherFamily = typeFamily(other)
  if (family === otherFamily) return family !== 'other' || isOneType
  return (family === 'integer' && otherFamily === 'number') || (family === 'number' && otherFamily === 'integer')
}

/** Which types PostgreSQL compares in a foreign key without a word, roughly. */
export function typeFamily(type: string): TypeFamily {
  if (type.endsWith('[]')) return 'other'
  if (/^(smallint|integer|bigint|oid)\b/.test(type)) return 'integer'
  if (/^(numeric|decimal|real|double precision)\b/.test(type)) return 'number'
  if (/^(text|character|citext|name|bpchar)\b/.test(type)) return 'text'
  if (type === 'uuid') return 'uuid'
  if (/^(date|time|interval)/.test(type)) return 'time'
  return 'other'
}

/** Something by the type of a column: its text, and the catalogued type that it names. */
export class TypeTable<T> {
  readonly #byText = new Map<string, Map<number, T>>()

  get({ type, typeId = -1 }: Column): T | undefined {
    return this.#byText.get(type)?.get(typeId)
  }

  set({ type, typeId = -1 }: Column, value: T): void {
    const known = this.#byText.get(type)
    if (known === undefined) this.#byText.set(type, new Map([[typeId, value]]))
    else known.set(typeId, value)
  }

  values(): T[] {
    return [...this.#byText.values()].flatMap((byId) => [...byId.values()])
  }
}
