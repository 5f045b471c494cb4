import type { ObjectId } from '../catalog/statement.ts'
import type { TieNet } from './tie-net.ts'

/** Relations that belong together; in the net's order. */
export type Group = readonly ObjectId[]

const most = 30
const fewest = 5
const effort = 20_000
/** Divisions whose modularity is this part of the best one's are as good: the references decide between them. */
const asGood = 0.97

/**
 * Groups with more ties inside than chance would give them (Louvain's method, Blondel et al. 2008): of a few runs from
 * fixed seeds, the one that cuts fewest references among those that are as good. A higher resolution gives more and smaller groups.
 */
export async function findCommunities(net: TieNet, resolution: number): Promise<Group[]> {
  const { default: graphology } = await import('graphology')
  const imported = await import('graphology-communities-louvain')
  // A CommonJS module: what it exports is the function itself, whatever its types say.
  const louvain = imported.default as unknown as typeof imported.default.default
  const graph = new graphology.UndirectedGraph<object, { weight: number }>()
  for (const { id } of net.relations) graph.addNode(id)
  for (const { id } of net.relations)
    for (const [other, weight] of net.ties.get(id)!) if (id < other) graph.addEdge(id, other, { weight })
  // Small nets have many divisions that are almost as good, and cost nothing to look through.
  const runs = Math.max(fewest, Math.min(most, Math.round(effort / net.relations.length)))
  const found: { communities: Record<string, number>; modularity: number }[] = []
  for (let seed = 1; seed <= runs && graph.size > 0; seed++)
    found.push(louvain.detailed(graph, { getEdgeWeight: 'weight', resolution, rng: randomNumbers(seed) }))
  const enough = asGood * Math.max(...found.map(({ modularity }) => modularity))
  const best = found
    .filter(({ modularity }) => modularity >= enough)
    .map((run) => ({ ...run, cut: cutReferences(net, run.communities) }))
    .reduce<Rated | undefined>(
      (chosen, run) => (chosen === undefined || isBetter(run, chosen) ? run : chosen),
      undefined,
    )
  const groups = new Map<number, ObjectId[]>()
  let alone = -1
  for (const { id } of net.relations) {
    const community = net.ties.get(id)!.size === 0 ? alone-- : (best?.communities[id] ?? alone--)
    const known = groups.get(community)
    if (known === undefined) groups.set(community, [id])
    else known.push(id)
  }
  return [...groups.values()]
}

interface Rated {
  readonly communities: Record<string, number>
  readonly modularity: number
  readonly cut: number
}

const isBetter = (one: Rated, other: Rated): boolean =>
  one.cut < other.cut || (one.cut === other.cut && one.modularity > other.modularity)

function cutReferences(net: TieNet, communities: Readonly<Record<string, number>>): number {
  let cut = 0
  for (const [id, others] of net.references)
    for (const [other, count] of others) if (id < other && communities[id] !== communities[other]) cut += count
  return cut
}

/** Mulberry32: the same numbers everywhere. */
function randomNumbers(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}
