import type { Catalog } from '../catalog/catalog.ts'
import type { ObjectId } from '../catalog/statement.ts'
import { compareText } from '../core/order.ts'
import { splitWords } from '../implied/name-words.ts'
import type { Group } from './find-communities.ts'
import type { TieNet } from './tie-net.ts'

const leastShare = 0.6

/**
 * Names for groups: what most of their relations' names begin with, else the relation that the others are tied to most.
 * Plain words, no two alike.
 */
export function nameServices(catalog: Catalog, net: TieNet, groups: readonly Group[]): Map<string, Group> {
  const named = new Map<string, Group>()
  for (const group of [...groups].sort(
    (a, b) => b.length - a.length || compareText(central(catalog, net, a), central(catalog, net, b)),
  )) {
    // prettier-ignore
    const hub = slug(central(catalog, net, group))
    const start = commonStart(group.map((id) => splitWords(catalog.objects[id]!.name)))
    const wanted =
      [start, hub].find((name) => name !== undefined && name !== '' && !named.has(name)) ?? `${hub || 'service'}-`
    let name = wanted
    for (let number = 2; named.has(name) || name.endsWith('-'); number++)
      name = `${wanted.replace(/-\d*$/, '')}-${number}`
    named.set(name, group)
  }
  return new Map([...named].sort(([a], [b]) => compareText(a, b)))
}

/** The name of the relation with the most ties within the group. */
function central(catalog: Catalog, net: TieNet, group: Group): string {
  const inside = new Set(group)
  const sum = (id: ObjectId): number =>
    [...net.ties.get(id)!].reduce((total, [other, weight]) => total + (inside.has(other) ? weight : 0), 0)
  const [first] = group
    .map((id) => ({ name: catalog.objects[id]!.name, sum: sum(id) }))
    .sort((a, b) => b.sum - a.sum || compareText(a.name, b.name))
  return first!.name
}

function commonStart(names: readonly (readonly string[])[]): string | undefined {
  const counts = new Map<string, number>()
  for (const [first] of names) if (first !== undefined) counts.set(first, (counts.get(first) ?? 0) + 1)
  const [word, count] = [...counts].sort((a, b) => b[1] - a[1] || compareText(a[0], b[0]))[0] ?? ['', 0]
  return names.length > 1 && count >= leastShare * names.length ? slug(word) : undefined
}

/** As folders and roles are called. */
function slug(name: string): string {
  return name
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '-')
    .replace(/^-+|-+$/g, '')
}
