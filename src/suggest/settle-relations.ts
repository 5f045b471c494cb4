import type { ObjectId } from '../catalog/statement.ts'
import type { Group } from './find-communities.ts'
import type { TieNet } from './tie-net.ts'

const passes = 10
/** A pull of this part of its own ties, or more, makes a relation torn. */
export const tornFrom = 0.75

/**
 * Where a relation is torn between groups, the references decide: it goes where fewer of them cross, and where that is the
 * same, to where its ties are stronger. No group gets smaller than `least`.
 */
export function settleRelations(net: TieNet, found: readonly Group[], least: number): Group[] {
  const groups = found.map((group) => new Set(group))
  const home = new Map<ObjectId, Set<ObjectId>>(groups.flatMap((group) => [...group].map((id) => [id, group] as const)))
  for (let pass = 0, moved = true; moved && pass < passes; pass++) {
    moved = false
    for (const { id } of net.relations) {
      const own = home.get(id)
      if (own === undefined || own.size <= least) continue
      const pulls = sumByGroup(net.ties.get(id)!, home)
      const references = sumByGroup(net.references.get(id)!, home)
      const stay = pulls.get(own) ?? 0
      const gain = (group: Set<ObjectId>): number => (references.get(group) ?? 0) - (references.get(own) ?? 0)
      let best = own
      for (const [group, pull] of pulls) {
        if (group === own || pull < tornFrom * stay) continue
        const better = gain(group) - gain(best) || pull - (pulls.get(best) ?? 0)
        if (better > 1e-9) best = group
      }
      if (best === own) continue
      own.delete(id)
      best.add(id)
      home.set(id, best)
      moved = true
    }
  }
  return groups.map((group) => [...group])
}

function sumByGroup<T>(weights: ReadonlyMap<ObjectId, number>, home: ReadonlyMap<ObjectId, T>): Map<T, number> {
  const sums = new Map<T, number>()
  for (const [other, weight] of weights) {
    const there = home.get(other)
    if (there !== undefined) sums.set(there, (sums.get(there) ?? 0) + weight)
  }
  return sums
}
