import { objectAs, type Catalog } from '../catalog/catalog.ts'
import type { ForeignKey, Relation } from '../catalog/object.ts'
import { quoteColumns, quoteQualified } from '../core/identifier.ts'

/** A foreign key with the relations at its two ends. */
export interface ReferenceEnds {
  readonly key: ForeignKey
  readonly referencing: Relation
  readonly referenced: Relation
  /** `schema.relation(columns) -> schema.relation`: what a baseline knows it by. */
  readonly subject: string
}

export function referenceEnds(catalog: Catalog, key: ForeignKey): ReferenceEnds {
  const referencing = objectAs(catalog, key.of, 'relation')
  const referenced = objectAs(catalog, key.referenced, 'relation')
  return {
    key,
    referencing,
    referenced,
    subject: `${quoteColumns(referencing, key.columns)} -> ${quoteQualified(referenced)}`,
  }
}
