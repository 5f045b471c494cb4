import type { ObjectId } from '../catalog/statement.ts'
import type { Group } from './find-communities.ts'
import type { TieNet } from './tie-net.ts'

/** Groups, and those relations that nothing ties to any other. */
export interface Folded {
  readonly groups: readonly Group[]
  readonly unattached: readonly ObjectId[]
}

/**
 * Folds groups that are too small to be a service into those that they are tied to most; those without ties are put
 * together, and with the largest where even together they are too small.
 */
export function foldSmall(net: TieNet, found: readonly Group[], least: number): Folded {
  const unattached = net.relations.filter(({ id }) => net.ties.get(id)!.size === 0).map(({ id }) => id)
  const alone = new Set(unattached)
  const groups = found.filter((group) => !alone.has(group[0]!)).map((group) => [...group])
  const rest = [...unattached]
  for (;;) {
    const small = smallest(groups.filter((group) => group.length < least))
    if (small === undefined) break
    groups.splice(groups.indexOf(small), 1)
    const home = nearest(net, small, groups)
    if (home === undefined) rest.push(...small)
    else home.push(...small)
  }
  if (rest.length === 0) return { groups, unattached }
  const largest = groups.reduce<ObjectId[] | undefined>((most, group) => (group.length > (most?.length ?? 0) ? group : most), undefined) // prettier-ignore
  if (rest.length < least && largest !== undefined) largest.push(...rest)
  else groups.push(rest)
  return { groups, unattached }
}

/** Merges, two by two, those that gain most by it (modularity), until no more than `count` are left. */
export function mergeTo(net: TieNet, found: readonly Group[], count: number): Group[] {
  const groups = found.map((group) => [...group])
  const between = groups.map((group) => tiesToGroups(net, group, homes(groups)))
  const degrees = groups.map((group) => group.reduce((sum, id) => sum + degree(net, id), 0))
  while (groups.length > count) {
    let best: { a: number; b: number; gain: number } | undefined
    for (let a = 0; a < groups.length; a++)
      for (let b = a + 1; b < groups.length; b++) {
        // Those without any tie gain nothing by merging; of those the smallest go first.
        const chance = net.total === 0 ? 0 : (degrees[a]! * degrees[b]!) / (2 * net.total)
        const size = (groups[a]!.length + groups[b]!.length) * 1e-9
        const gain = (between[a]!.get(groups[b]!) ?? 0) - chance - size
        if (best === undefined || gain > best.gain) best = { a, b, gain }
      }
    const { a, b } = best!
    const [into, gone] = [groups[a]!, groups[b]!]
    for (const [other, weight] of between[b]!) between[a]!.set(other, (between[a]!.get(other) ?? 0) + weight)
    for (const ties of between) {
      const moved = ties.get(gone)
      if (moved !== undefined && ties !== between[a]) ties.set(into, (ties.get(into) ?? 0) + moved)
      ties.delete(gone)
    }
    into.push(...gone)
    degrees[a]! += degrees[b]!
    for (const list of [groups, between, degrees]) list.splice(b, 1)
  }
  return groups
}

/** By relation, the group that it is in. */
export function homes<T extends Group>(groups: Iterable<T>): ReadonlyMap<ObjectId, T> {
  return new Map([...groups].flatMap((group) => group.map((id) => [id, group] as const)))
}

/** The ties of a group's members, summed by the group that the other end is in. */
export function tiesToGroups<T extends Group>(
  net: TieNet,
  group: Group,
  home: ReadonlyMap<ObjectId, T>,
): Map<T, number> {
  const sums = new Map<T, number>()
  for (const id of group)
    for (const [other, weight] of net.ties.get(id)!) {
      const there = home.get(other)
      if (there !== undefined) sums.set(there, (sums.get(there) ?? 0) + weight)
    }
  return sums
}

function smallest(groups: readonly ObjectId[][]): ObjectId[] | undefined {
  return groups.reduce<ObjectId[] | undefined>((least, group) => (group.length < (least?.length ?? Infinity) ? group : least), undefined) // prettier-ignore
}

function nearest(net: TieNet, group: Group, others: readonly ObjectId[][]): ObjectId[] | undefined {
  const sums = tiesToGroups(net, group, homes(others))
  return [...sums].reduce<[ObjectId[], number] | undefined>((best, each) => (each[1] > (best?.[1] ?? 0) ? each : best), undefined)?.[0] // prettier-ignore
}

function degree(net: TieNet, id: ObjectId): number {
  return [...net.ties.get(id)!.values()].reduce((sum, weight) => sum + weight, 0)
}
