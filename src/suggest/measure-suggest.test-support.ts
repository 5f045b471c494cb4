import { objectsOf, type Catalog } from '../catalog/catalog.ts'
import type { ObjectId } from '../catalog/statement.ts'
import { findImplied } from '../implied/find-implied.ts'
import { defaultConfidence } from '../implied/implied-reference.ts'
import { splitWords } from '../implied/name-words.ts'
import { divideFreely, divideInto } from './divide-relations.ts'
import { findCommunities, type Group } from './find-communities.ts'
import { makeTieNet, tieScene, type TieNet } from './tie-net.ts'
import type { TieFinder } from './tie.ts'

/** Who is with whom: by relation, the label of its group. */
export type Labels = ReadonlyMap<ObjectId, string>

/** The boundary that the author declared. */
export function declaredLabels(catalog: Catalog): Labels {
  return new Map(tieScene(catalog, []).relations.map(({ id, schema }) => [id, schema]))
}

/** The same schema with everything in public: nothing says any more where a relation was. */
export function hideSchemas(catalog: Catalog): Catalog {
  const objects = catalog.objects.map((object) => (object.schema === '' ? object : { ...object, schema: 'public' }))
  return { ...catalog, objects }
}

export function suggestedNet(catalog: Catalog): TieNet {
  const implied = findImplied(catalog).references.filter(({ confidence }) => confidence >= defaultConfidence)
  return makeTieNet(tieScene(catalog, implied))
}

export const suggestedLabels = async (net: TieNet, count?: number): Promise<Labels> =>
  labelsOf((await (count === undefined ? divideFreely(net) : divideInto(net, count))).groups)

/** A peer: relations whose names have the same first word. */
export function prefixLabels(catalog: Catalog): Labels {
  return new Map(tieScene(catalog, []).relations.map(({ id, name }) => [id, splitWords(name)[0] ?? '']))
}

/** A peer: Louvain's method on the declared keys, one for each pair of relations that they tie. */
export async function plainLouvainLabels(catalog: Catalog): Promise<Labels> {
  const keys: TieFinder = {
    id: 'keys',
    *find({ homeOf }) {
      for (const key of objectsOf(catalog, 'foreign-key')) {
        const [a, b] = [homeOf(key.of), homeOf(key.referenced)]
        if (!key.inherited && a !== undefined && b !== undefined && a !== b) yield { a, b, weight: 1 }
      }
    },
  }
  return labelsOf(await findCommunities(makeTieNet(tieScene(catalog, []), [keys]), 1))
}

const labelsOf = (groups: readonly Group[]): Labels =>
  new Map(groups.flatMap((group, at) => group.map((id) => [id, String(at)] as const)))

/** Foreign keys between groups. */
export function cutOf(catalog: Catalog, labels: Labels): number {
  const { homeOf } = tieScene(catalog, [])
  const label = (id: ObjectId) => labels.get(homeOf(id) ?? -1)
  return objectsOf(catalog, 'foreign-key').filter((key) => !key.inherited && label(key.of) !== label(key.referenced))
    .length
}

/** The adjusted Rand index (Hubert and Arabie 1985): 1 for the same division, 0 for what chance would give. */
export function adjustedRandIndex(a: Labels, b: Labels): number {
  const pairs = (counts: Iterable<number>) => [...counts].reduce((sum, n) => sum + (n * (n - 1)) / 2, 0)
  const count = (keys: Iterable<string>) => {
    const counts = new Map<string, number>()
    for (const key of keys) counts.set(key, (counts.get(key) ?? 0) + 1)
    return pairs(counts.values())
  }
  const both = count([...a].map(([id, label]) => `${label}\0${b.get(id)}`))
  const [one, other, all] = [count(a.values()), count(b.values()), pairs([a.size])]
  const expected = (one * other) / all
  return (both - expected) / ((one + other) / 2 - expected)
}

export const groupCount = (labels: Labels): number => new Set(labels.values()).size
