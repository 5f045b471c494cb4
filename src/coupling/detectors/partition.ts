import { objectsOf } from '../../catalog/catalog.ts'
import { couplingOfUse, crossingUses } from '../crossing-use.ts'
import type { Detector } from '../detector.ts'

/** Partitions of a relation of another service. */
export const partition: Detector = {
  kind: 'partition',
  *detect(catalog, boundary) {
    for (const relation of objectsOf(catalog, 'relation'))
      for (const crossing of crossingUses(catalog, boundary, relation))
        if (crossing.use.role === 'partition-of')
          yield couplingOfUse(
            catalog,
            'partition',
            crossing,
            `It stands alone: rows of ${crossing.from} are no longer seen through the relation of ${crossing.to}.`,
            true,
          )
  },
}
