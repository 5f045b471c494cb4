import { displayName, evidenceAt, objectsOf } from '../../catalog/catalog.ts'
import type { Detector } from '../detector.ts'

/** Publications that carry relations of several services. */
export const publication: Detector = {
  kind: 'publication',
  *detect(catalog, boundary) {
    for (const object of objectsOf(catalog, 'publication')) {
      const [first, ...others] = boundary.owners[object.id]!
      for (const other of others) {
        const use = object.uses.find((candidate) => boundary.owners[candidate.to]!.includes(other))
        yield {
          kind: 'publication',
          from: { service: first!, object: displayName(catalog, object) },
          to: { service: other, object: use === undefined ? `relations of ${other}` : displayName(catalog, catalog.objects[use.to]!) }, // prettier-ignore
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
