import { objectsOf } from '../../catalog/catalog.ts'
import { couplingsOfUses } from '../couplings-of-uses.ts'
import type { Detector } from '../detector.ts'

/** Row security policies that look into another service. */
export const policy: Detector = {
  kind: 'policy',
  detect: (catalog, boundary) =>
    couplingsOfUses(catalog, boundary, objectsOf(catalog, 'policy'), {
      kind: 'policy',
      tells: ({ target }) => target.kind !== 'type',
      resolution: ({ from }) =>
        `Left out, so that with row security on nobody sees the rows by it. Keep what it needs in ${from}’s own relations or in the session.`,
    }),
}
