import type { ObjectId } from '../catalog/statement.ts'
import type { TieNet } from './tie-net.ts'

/** Relations that belong together; in the net's order. */
export type Group = readonly ObjectId[]

const most = 30
const fewest = 5
const effort = 20_000

/**
 * Groups with more ties inside than chance would give them (Louvain's method, Blondel et al. 2008): the best of a few runs,
 * from fixed seeds. A higher resolution gives more and smaller groups.
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
  let best: Record<string, number> = {}
  let highest = -Infinity
  for (let seed = 1; seed <= runs && graph.size > 0; seed++) {
    const found = louvain.detailed(graph, { getEdgeWeight: 'weight', resolution, rng: randomNumbers(seed) })
    if (found.modularity > highest) {
      highest = found.modularity
      best = found.communities
    }
  }
  const groups = new Map<number, ObjectId[]>()
  let alone = -1
  for (const { id } of net.relations) {
    const community = net.ties.get(id)!.size === 0 ? alone-- : (best[id] ?? alone--)
    const known = groups.get(community)
    if (known === undefined) groups.set(community, [id])
    else known.push(id)
  }
  return [...groups.values()]
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
