import { schemaHomes } from '../../boundary/schema-homes.ts'
import { ownerOf } from '../../boundary/boundary.ts'
import { displayName, evidenceAt, objectsOf } from '../../catalog/catalog.ts'
import { quoteName } from '../../core/identifier.ts'
import type { Detector } from '../detector.ts'

/** Partitions that stand in another service's schema: they go with their root. */
export const partition: Detector = {
  kind: 'partition',
  *detect(catalog, boundary) {
    const homes = schemaHomes(catalog, boundary.owners)
    for (const relation of objectsOf(catalog, 'relation')) {
      if (relation.partitionOf === undefined) continue
      const owner = ownerOf(boundary, relation.id)
      const home = homes.get(relation.schema)
      if (owner === '' || home?.length !== 1 || home[0] === owner) continue
      yield {
        kind: 'partition',
        from: { service: owner, object: displayName(catalog, relation) },
        to: { service: home[0]!, object: `schema ${quoteName(relation.schema)}` },
        evidence: evidenceAt(catalog, relation.statement, relation.at),
        outcome: 'kept',
        resolution: `It stands in ${home[0]!}’s schema, but goes with ${displayName(catalog, catalog.objects[relation.partitionOf]!)} to ${owner}. Move it to a schema of ${owner}.`,
        object: relation.id,
        target: -1,
      }
    }
  },
}
