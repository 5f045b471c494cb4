import type { Catalog } from '../../catalog/catalog.ts'
import type { Column } from '../../catalog/object.ts'
import { quoteQualified } from '../../core/identifier.ts'
import type { TypeScriptCode } from '../../print/typescript.ts'
import { docComment, propertyKey, rawWord, ts } from '../../print/typescript.ts'
import type { CreationMember } from '../creations/creation.ts'
import { jsonType } from '../json-type.ts'

/** A row that is to be made, as JSON: what has a default, or may be NULL, may be left out. */
export function printRowType(catalog: Catalog, { relation, type, columns, home }: CreationMember): TypeScriptCode {
  const lines = columns.map((column) => {
    const given = isGiven(column) ? '' : '?'
    return ts`${docComment(tell(column), '  ')}  readonly ${propertyKey(column.name)}${rawWord(given)}: ${jsonType(catalog, column)}`
  })
  return ts`${docComment(`A row of ${quoteQualified(relation)} of ${home.service}, to be made.`)}export interface New${rawWord(type)} {
${lines}
}
`
}

function isGiven({ notNull, default: value, identity }: Column): boolean {
  return notNull && value === undefined && identity === undefined
}

function tell({ comment = '', identity }: Column): string {
  return identity === 'always' ? `${comment}\nGiven by the database, and by nobody else.` : comment
}
