import type { Catalog } from '../catalog/catalog.ts'
import type { CatalogObject, Column } from '../catalog/object.ts'
import type { TypeScriptCode } from '../print/typescript.ts'
import { ts } from '../print/typescript.ts'
import { domainBase, enumType, withoutModifiers } from './column-type.ts'

/** What of JSON PostgreSQL takes for a value of each type; the text of the value where it is not here. */
const scalars: Readonly<Record<string, TypeScriptCode>> = {
  smallint: ts`number`,
  integer: ts`number`,
  oid: ts`number`,
  real: ts`number`,
  'double precision': ts`number`,
  bigint: ts`string | number`,
  numeric: ts`string | number`,
  boolean: ts`boolean`,
  json: ts`unknown`,
  jsonb: ts`unknown`,
}

/** The type of a column's value where a row is given as JSON. */
export function jsonType(catalog: Catalog, { type, typeId, notNull }: Column): TypeScriptCode {
  const value = typeOf(catalog, type, typeId === undefined ? undefined : catalog.objects[typeId])
  return notNull || value.text === 'unknown' ? value : ts`${value} | null`
}

function typeOf(catalog: Catalog, type: string, object: CatalogObject | undefined): TypeScriptCode {
  if (type.endsWith('[]')) {
    const element = typeOf(catalog, type.replace(/(\[\])+$/, ''), object)
    return element.text === 'unknown' ? ts`readonly unknown[]` : ts`readonly (${element} | null)[]`
  }
  if (object?.kind !== 'type') {
    const name = withoutModifiers(type)
    return object === undefined && Object.hasOwn(scalars, name) ? scalars[name]! : ts`string`
  }
  if (object.form === 'enum') return enumType(object.labels ?? [])
  if (object.form === 'composite') return ts`unknown`
  if (object.form !== 'domain' || object.baseType === undefined) return ts`string`
  return typeOf(catalog, object.baseType, catalog.objects[domainBase(object) ?? -1])
}
