import { ownerOf } from '../../boundary/boundary.ts'
import { evidenceAt, objectAs, objectsOf } from '../../catalog/catalog.ts'
import { quoteColumns } from '../../core/identifier.ts'
import type { Detector } from '../detector.ts'

/** Foreign keys, declared or confirmed, between relations of two services; clones on partitions are their root's. */
export const foreignKey: Detector = {
  kind: 'foreign-key',
  *detect(catalog, boundary) {
    for (const key of objectsOf(catalog, 'foreign-key')) {
      if (key.inherited) continue
      const from = ownerOf(boundary, key.of)
      const to = ownerOf(boundary, key.referenced)
      if (from === '' || to === '' || from === to) continue
      yield {
        kind: 'foreign-key',
        from: { service: from, object: quoteColumns(objectAs(catalog, key.of, 'relation'), key.columns) },
        to: { service: to, object: quoteColumns(objectAs(catalog, key.referenced, 'relation'), key.referencedColumns) },
        evidence: evidenceAt(catalog, key.statement, key.at, key.end),
        outcome: 'cut',
        resolution:
          key.implied === true
            ? `No constraint keeps it now: ${from} and ${to} have to keep what it promises.`
            : `The constraint ${key.name} is removed: ${from} and ${to} have to keep its promises by other means.`,
        object: key.id,
        target: key.referenced,
      }
    }
  },
}
