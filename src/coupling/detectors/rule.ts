import { objectsOf } from '../../catalog/catalog.ts'
import { couplingsOfUses } from '../couplings-of-uses.ts'
import type { Detector } from '../detector.ts'

/** Rewrite rules that read or write another service’s relations. */
export const rewriteRule: Detector = {
  kind: 'rule',
  detect: (catalog, boundary) =>
    couplingsOfUses(catalog, boundary, objectsOf(catalog, 'rule'), {
      kind: 'rule',
      tells: ({ target }) => target.kind !== 'type',
      resolution: ({ from }) => `Left out: a rule rewrites within one database. Publish an event from ${from} instead.`,
    }),
}
