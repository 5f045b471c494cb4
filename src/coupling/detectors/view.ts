import { objectsOf } from '../../catalog/catalog.ts'
import { couplingsOfUses } from '../couplings-of-uses.ts'
import type { Detector } from '../detector.ts'

/** Views and materialized views that read, or call, what another service owns. */
export const view: Detector = {
  kind: 'view',
  detect: (catalog, boundary) =>
    couplingsOfUses(catalog, boundary, objectsOf(catalog, 'view'), {
      kind: 'view',
      tells: ({ target }) => target.kind !== 'type',
      resolution: ({ from, to }) =>
        `Left out: a view reads within one database. Give ${from} a view over its own relations, and ask ${to} for the rest.`,
    }),
}
