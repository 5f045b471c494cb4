import { objectsOf } from '../../catalog/catalog.ts'
import { couplingOfUse, crossingUses } from '../crossing-use.ts'
import type { Detector } from '../detector.ts'

/** Row security policies that look into another service. */
export const policy: Detector = {
  kind: 'policy',
  *detect(catalog, boundary) {
    for (const object of objectsOf(catalog, 'policy'))
      for (const crossing of crossingUses(catalog, boundary, object))
        if (crossing.target.kind !== 'type')
          yield couplingOfUse(
            catalog,
            'policy',
            crossing,
            `Left out, so that with row security on nobody sees the rows by it. Keep what it needs in ${crossing.from}’s own relations or in the session.`,
          )
  },
}
