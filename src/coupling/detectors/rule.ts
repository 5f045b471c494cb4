import { objectsOf } from '../../catalog/catalog.ts'
import { couplingOfUse, crossingUses } from '../crossing-use.ts'
import type { Detector } from '../detector.ts'

/** Rewrite rules that read or write another service’s relations. */
export const rewriteRule: Detector = {
  kind: 'rule',
  *detect(catalog, boundary) {
    for (const object of objectsOf(catalog, 'rule'))
      for (const crossing of crossingUses(catalog, boundary, object))
        if (crossing.target.kind !== 'type')
          yield couplingOfUse(
            catalog,
            'rule',
            crossing,
            `Left out: a rule rewrites within one database. Publish an event from ${crossing.from} instead.`,
          )
  },
}
