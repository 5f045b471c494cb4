import type { Catalog } from '../catalog/catalog.ts'
import type { CatalogObject } from '../catalog/object.ts'
import type { QualifiedName } from '../core/identifier.ts'
import type { ObjectKey } from '../core/object-key.ts'
import { operatorKey, partKey, routineKey, wholeKey } from '../core/object-key.ts'

/** Kinds whose objects are named within what they are part of. */
const parts = new Set<CatalogObject['kind']>(['foreign-key', 'constraint', 'trigger', 'policy', 'rule'])

/** The key under which the comparison of catalogs knows an object. */
export function identityOf(catalog: Catalog, object: CatalogObject): ObjectKey {
  if (object.kind === 'routine') return routineKey(object, object.arguments)
  if (object.of !== undefined && parts.has(object.kind))
    return partKey(object.kind, catalog.objects[object.of] as QualifiedName, object.name)
  if (object.kind !== 'other') return wholeKey(object.kind, object)
  if (object.form === 'operator') return operatorKey(object, '')
  return wholeKey(object.form.replaceAll(' ', '-'), object)
}

/** The key of a column's default or generation expression. */
export function defaultIdentity(relation: QualifiedName, column: string): ObjectKey {
  return partKey('default', relation, column)
}

/** The key of a column. */
export function columnIdentity(relation: QualifiedName, column: string): ObjectKey {
  return partKey('column', relation, column)
}
