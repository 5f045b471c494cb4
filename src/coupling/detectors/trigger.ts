import { objectsOf } from '../../catalog/catalog.ts'
import { couplingsOfUses } from '../couplings-of-uses.ts'
import type { Detector } from '../detector.ts'

/** Triggers whose function or condition needs another service. */
export const trigger: Detector = {
  kind: 'trigger',
  detect: (catalog, boundary) =>
    couplingsOfUses(catalog, boundary, objectsOf(catalog, 'trigger'), {
      kind: 'trigger',
      tells: ({ target }) => target.kind !== 'type',
      resolution: ({ from, to }) =>
        `Left out: a trigger runs its function in the writer’s transaction. Publish an event from ${from} and act on it in ${to}.`,
    }),
}
