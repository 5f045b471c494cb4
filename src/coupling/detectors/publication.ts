import { schemaHomes } from '../../boundary/schema-homes.ts'
import { displayName, evidenceAt, objectsOf, type Catalog } from '../../catalog/catalog.ts'
import type { CatalogObject } from '../../catalog/object.ts'
import type { ObjectId } from '../../catalog/statement.ts'
import type { Detector } from '../detector.ts'

/** Publications that carry relations of several services. */
export const publication: Detector = {
  kind: 'publication',
  *detect(catalog, boundary) {
    const homes = schemaHomes(catalog, boundary.owners)
    const carriers = ({ id, kind, name }: CatalogObject): readonly string[] =>
      (kind === 'schema' ? homes.get(name) : boundary.owners[id]) ?? []
    for (const object of objectsOf(catalog, 'publication')) {
      const [first, ...others] = boundary.owners[object.id]!
      for (const other of others) {
        const use = object.uses.find(({ to }) => carriers(catalog.objects[to]!).includes(other))
        yield {
          kind: 'publication',
          from: { service: first!, object: displayName(catalog, object) },
          to: { service: other, object: use === undefined ? `relations of ${other}` : nameOf(catalog, use.to) },
          evidence: evidenceAt(catalog, use?.statement ?? object.statement, use?.at ?? object.at),
          outcome: 'split',
          resolution: 'Each service gets it with its own relations; a subscriber then follows each of them.',
          object: object.id,
          target: use?.to ?? -1,
        }
      }
    }
  },
}

function nameOf(catalog: Catalog, id: ObjectId): string {
  const object = catalog.objects[id]!
  return object.kind === 'schema' ? `schema ${displayName(catalog, object)}` : displayName(catalog, object)
}
