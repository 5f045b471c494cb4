import { objectsOf } from '../../catalog/catalog.ts'
import { couplingsOfUses } from '../couplings-of-uses.ts'
import type { Detector } from '../detector.ts'

/** CHECK and EXCLUDE constraints and indexes that call a function of another service. */
export const check: Detector = {
  kind: 'check',
  detect: (catalog, boundary) =>
    couplingsOfUses(catalog, boundary, [...objectsOf(catalog, 'constraint'), ...objectsOf(catalog, 'index')], {
      kind: 'check',
      tells: ({ target }) => target.kind !== 'type',
      resolution: ({ from, to }) => `Left out: what it calls stays with ${to}. Give ${from} a function of its own.`,
    }),
}
