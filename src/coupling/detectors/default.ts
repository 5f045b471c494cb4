import { objectsOf } from '../../catalog/catalog.ts'
import { couplingsOfUses } from '../couplings-of-uses.ts'
import type { Detector } from '../detector.ts'

/** Defaults that call a function of another service. */
export const columnDefault: Detector = {
  kind: 'default',
  detect: (catalog, boundary) =>
    couplingsOfUses(catalog, boundary, objectsOf(catalog, 'relation'), {
      kind: 'default',
      tells: ({ use, target }) => use.role === 'column-default' && target.kind !== 'type' && target.kind !== 'sequence',
      resolution: ({ from, to }) =>
        `The default is left out: what it calls stays with ${to}. Give ${from} a function of its own.`,
      partial: true,
    }),
}
