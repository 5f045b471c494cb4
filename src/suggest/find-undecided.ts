import type { Catalog } from '../catalog/catalog.ts'
import { quoteQualified } from '../core/identifier.ts'
import { compareText } from '../core/order.ts'
import type { Group } from './find-communities.ts'
import { homes, tiesToGroups } from './fold-groups.ts'
import { tornFrom } from './settle-relations.ts'
import type { Undecided } from './suggestion.ts'
import type { TieNet } from './tie-net.ts'

/** Relations that could go either way, the most torn first. */
export function findUndecided(catalog: Catalog, net: TieNet, services: ReadonlyMap<string, Group>): Undecided[] {
  const home = homes(services.values())
  const names = new Map([...services].map(([name, group]) => [group, name]))
  const found: Undecided[] = []
  for (const [service, group] of services)
    for (const id of group) {
      const sums = tiesToGroups(net, [id], home)
      const own = sums.get(group) ?? 0
      sums.delete(group)
      const [strongest] = [...sums].sort((a, b) => b[1] - a[1] || compareText(names.get(a[0])!, names.get(b[0])!))
      if (strongest === undefined || strongest[1] < tornFrom * own) continue
      const relation = quoteQualified(catalog.objects[id]!)
      found.push({ relation, service, other: names.get(strongest[0])!, own: round(own), pull: round(strongest[1]) })
    }
  return found.sort((a, b) => a.own - a.pull - (b.own - b.pull) || compareText(a.relation, b.relation))
}

const round = (value: number): number => Math.round(value * 100) / 100
