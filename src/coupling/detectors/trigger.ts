import { objectsOf } from '../../catalog/catalog.ts'
import { couplingOfUse, crossingUses } from '../crossing-use.ts'
import type { Detector } from '../detector.ts'

/** Triggers whose function or condition needs another service. */
export const trigger: Detector = {
  kind: 'trigger',
  *detect(catalog, boundary) {
    for (const object of objectsOf(catalog, 'trigger'))
      for (const crossing of crossingUses(catalog, boundary, object))
        if (crossing.target.kind !== 'type')
          yield couplingOfUse(
            catalog,
            'trigger',
            crossing,
            `Left out: a trigger runs its function in the writer’s transaction. Publish an event from ${crossing.from} and act on it in ${crossing.to}.`,
          )
  },
}
