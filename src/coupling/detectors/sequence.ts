import { objectsOf } from '../../catalog/catalog.ts'
import { couplingsOfUses } from '../couplings-of-uses.ts'
import type { Detector } from '../detector.ts'

/** Columns that draw their numbers from a sequence of another service. */
export const sequence: Detector = {
  kind: 'sequence',
  detect: (catalog, boundary) =>
    couplingsOfUses(catalog, boundary, objectsOf(catalog, 'relation'), {
      kind: 'sequence',
      tells: ({ use, target }) => target.kind === 'sequence' && use.role === 'column-default',
      resolution: ({ to }) =>
        `The default is left out: the sequence stays with ${to}. Give the column an identity of its own.`,
      partial: true,
    }),
}
