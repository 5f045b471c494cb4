import type { Catalog } from '../../catalog/catalog.ts'
import type { Column, TypeObject } from '../../catalog/object.ts'

/** What a column's type is made of below domains, as text, with its collation, and the source's own type where it is one. */
export function belowDomains(
  catalog: Catalog,
  column: Pick<Column, 'type' | 'typeId' | 'collation'>,
): { text: string; type: TypeObject | undefined; collation: string | undefined } {
  let { type: text, collation } = column
  let type = typeAt(catalog, column.typeId)
  while (type?.form === 'domain' && type.baseType !== undefined) {
    const { statement } = type
    text = type.baseType
    // The nearest one holds.
    collation ??= type.collation
    type = typeAt(catalog, type.uses.find((use) => use.role === 'type-base' && use.statement === statement)?.to)
  }
  return { text, type, collation }
}

function typeAt(catalog: Catalog, id: number | undefined): TypeObject | undefined {
  const object = id === undefined ? undefined : catalog.objects[id]
  return object?.kind === 'type' ? object : undefined
}
