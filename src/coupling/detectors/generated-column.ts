import { objectsOf } from '../../catalog/catalog.ts'
import { couplingsOfUses } from '../couplings-of-uses.ts'
import type { Detector } from '../detector.ts'

/** Generated columns that call a function of another service. */
export const generatedColumn: Detector = {
  kind: 'generated-column',
  detect: (catalog, boundary) =>
    couplingsOfUses(catalog, boundary, objectsOf(catalog, 'relation'), {
      kind: 'generated-column',
      tells: ({ use, target }) => use.role === 'generated' && target.kind !== 'type',
      resolution: ({ to }) => `The column stays as a plain one: its expression needs what ${to} owns.`,
      partial: true,
    }),
}
