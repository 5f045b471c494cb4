import type { Boundary } from '../boundary/boundary.ts'
import type { Catalog } from '../catalog/catalog.ts'
import { stronglyConnectedGroups } from '../core/graph.ts'
import { compareText } from '../core/order.ts'
import type { Coupling } from './coupling.ts'
import { detectors } from './detector-registry.ts'
import { followCuts } from './follow-cuts.ts'

/** Everything that crosses a boundary, and what follows from it: by kind, then by names, whatever order the source has. */
export function findCouplings(catalog: Catalog, boundary: Boundary): Coupling[] {
  const direct = detectors.flatMap((detector) => [...detector.detect(catalog, boundary)].sort(compareCouplings))
  const followers = followCuts(catalog, boundary, direct)
  if (followers.length === 0) return direct
  const all = [...direct, ...followers]
  return detectors.flatMap(({ kind }) => all.filter((coupling) => coupling.kind === kind).sort(compareCouplings))
}

function compareCouplings(a: Coupling, b: Coupling): number {
  return (
    compareText(a.from.object, b.from.object) ||
    compareText(a.to.object, b.to.object) ||
    compareText(a.from.service, b.from.service) ||
    compareText(a.to.service, b.to.service)
  )
}

/** Services that need each other in a circle; what is copied or merely granted needs nobody. */
export function serviceCycles(couplings: readonly Pick<Coupling, 'from' | 'to' | 'outcome'>[]): string[][] {
  const graph = new Map<string, Set<string>>()
  for (const { from, to, outcome } of couplings) {
    if (outcome !== 'cut' || from.service === '' || to.service === '') continue
    if (!graph.has(from.service)) graph.set(from.service, new Set())
    graph.get(from.service)!.add(to.service)
  }
  return stronglyConnectedGroups(graph)
}
