import { objectsOf } from '../../catalog/catalog.ts'
import { couplingOfUse, crossingUses } from '../crossing-use.ts'
import type { Detector } from '../detector.ts'

/** Relations that inherit from, or are made like, a relation of another service. */
export const inheritance: Detector = {
  kind: 'inheritance',
  *detect(catalog, boundary) {
    for (const relation of objectsOf(catalog, 'relation'))
      for (const crossing of crossingUses(catalog, boundary, relation))
        if (crossing.use.role === 'inherits' || crossing.use.role === 'like')
          yield couplingOfUse(
            catalog,
            'inheritance',
            crossing,
            `The tie to the relation of ${crossing.to} is cut; its columns stay as ${crossing.from}’s own.`,
            true,
          )
  },
}
