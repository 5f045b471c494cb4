import { findCommunities, type Group } from './find-communities.ts'
import { foldSmall, mergeTo, type Folded } from './fold-groups.ts'
import { settleRelations } from './settle-relations.ts'
import type { TieNet } from './tie-net.ts'

/** A service smaller than this is hardly one: two relations, or half the root of them all. */
export function leastSize(relations: number): number {
  return Math.max(2, Math.ceil(Math.sqrt(relations) / 2))
}

/** As many services as the ties ask for. */
export async function divideFreely(net: TieNet): Promise<Folded> {
  const least = leastSize(net.relations.length)
  const folded = foldSmall(net, await findCommunities(net, 1), least)
  return { ...folded, groups: settleRelations(net, folded.groups, least) }
}

const resolutions = [1, 1.5, 2.25, 3.4, 5, 7.5, 11]

/** Just so many services; `count` must not exceed the relations. Smaller ones than usual only where it cannot be helped. */
export async function divideInto(net: TieNet, count: number): Promise<Folded> {
  const usual = leastSize(net.relations.length)
  const found: Group[][] = []
  let most: Folded = { groups: [], unattached: [] }
  for (const least of [usual, Math.ceil(usual / 2), 1])
    for (const [at, resolution] of resolutions.entries()) {
      found[at] ??= await findCommunities(net, resolution)
      const folded = foldSmall(net, found[at], least)
      if (folded.groups.length >= count)
        return { ...folded, groups: settleRelations(net, mergeTo(net, folded.groups, count), 1) }
      if (folded.groups.length > most.groups.length) most = folded
    }
  return { ...most, groups: splitLargest(most.groups, count) }
}

/** Relations without ties do not part by themselves. */
function splitLargest(found: readonly Group[], count: number): Group[] {
  const groups = [...found]
  while (groups.length < count) {
    const largest = groups.reduce((most, group) => (group.length > most.length ? group : most))
    groups.splice(groups.indexOf(largest), 1, largest.slice(0, -1), largest.slice(-1))
  }
  return groups
}
