import { objectsOf } from '../../catalog/catalog.ts'
import type { TieFinder } from '../tie.ts'

/**
 * Foreign keys and implied references. What everybody references ties nobody in particular: the weight is shared
 * among those that reference the same relation, by the root of their number.
 */
export const reference: TieFinder = {
  id: 'reference',
  countsReferences: true,
  *find({ catalog, implied, homeOf }) {
    const pairs = [
      ...objectsOf(catalog, 'foreign-key')
        .filter(({ inherited }) => !inherited)
        .map((key) => ({ from: homeOf(key.of), to: homeOf(key.referenced), sure: 1 })),
      ...implied.map(({ relation, referenced, confidence }) => ({
        from: homeOf(relation.id),
        to: homeOf(referenced.id),
        sure: confidence,
      })),
    ]
    const referencing = new Map<number, Set<number>>()
    for (const { from, to } of pairs) {
      if (from === undefined || to === undefined || from === to) continue
      if (!referencing.has(to)) referencing.set(to, new Set())
      referencing.get(to)!.add(from)
    }
    for (const { from, to, sure } of pairs)
      if (from !== undefined && to !== undefined && from !== to)
        yield { a: from, b: to, weight: sure / Math.sqrt(referencing.get(to)!.size) }
  },
}
