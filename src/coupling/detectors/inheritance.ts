import { objectsOf } from '../../catalog/catalog.ts'
import { couplingsOfUses } from '../couplings-of-uses.ts'
import type { Detector } from '../detector.ts'

/** Relations that inherit from, or are made like, a relation of another service. */
export const inheritance: Detector = {
  kind: 'inheritance',
  detect: (catalog, boundary) =>
    couplingsOfUses(catalog, boundary, objectsOf(catalog, 'relation'), {
      kind: 'inheritance',
      tells: ({ use }) => use.role === 'inherits' || use.role === 'like',
      resolution: ({ use, from, to }) =>
        use.role === 'like'
          ? `LIKE looks once, when the relation is made: the columns are written out as ${from}’s own.`
          : `The tie to the relation of ${to} is cut: its columns stay as ${from}’s own, and its rows are no longer seen through ${to}’s.`,
      // Nothing is lost and nobody waits for the other.
      outcome: ({ use }) => (use.role === 'like' ? 'copied' : 'cut'),
      partial: true,
    }),
}
