import { objectsOf } from '../../catalog/catalog.ts'
import { couplingOfUse, crossingUses } from '../crossing-use.ts'
import type { Detector } from '../detector.ts'

/** Views and materialized views that read, or call, what another service owns. */
export const view: Detector = {
  kind: 'view',
  *detect(catalog, boundary) {
    for (const object of objectsOf(catalog, 'view'))
      for (const crossing of crossingUses(catalog, boundary, object))
        if (crossing.target.kind !== 'type')
          yield couplingOfUse(
            catalog,
            'view',
            crossing,
            `Left out: a view reads within one database. Give ${crossing.from} a view over its own relations, and ask ${crossing.to} for the rest.`,
          )
  },
}
