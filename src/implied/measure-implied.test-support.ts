import type { Catalog } from '../catalog/catalog.ts'
import { objectsOf } from '../catalog/catalog.ts'
import type { CatalogObject } from '../catalog/object.ts'
import { findImplied } from './find-implied.ts'
import { defaultConfidence } from './implied-reference.ts'

/** `schema.relation.column -> schema.relation.column`, or without the schemas. */
export type Pair = string

/** Declared keys of one column into another relation; a partition's key counts as its root's. */
export function declaredPairs(catalog: Catalog, withSchema = true): Set<Pair> {
  const pairs = new Set<Pair>()
  for (const key of objectsOf(catalog, 'foreign-key')) {
    const [owner, target] = [rootOf(catalog, key.of), rootOf(catalog, key.referenced)]
    if (key.columns.length === 1 && owner !== target)
      pairs.add(pairOf(owner, key.columns[0]!, target, key.referencedColumns[0]!, withSchema))
  }
  return pairs
}

/** What is found once the declared keys are taken out, at the default confidence. */
export function impliedPairs(catalog: Catalog, withSchema = true): Set<Pair> {
  const found = findImplied(withoutKeys(catalog)).references.filter(
    ({ confidence, relation, referenced }) => confidence >= defaultConfidence && relation !== referenced,
  )
  return new Set(
    found.map((each) =>
      pairOf(each.relation, each.column.name, each.referenced, each.referencedColumn.name, withSchema),
    ),
  )
}

/** The peer: `<singular>_id` for the primary key of every relation that is called so. */
export function peerPairs(catalog: Catalog, withSchema = true): Set<Pair> {
  const relations = objectsOf(catalog, 'relation').filter(({ partitionOf }) => partitionOf === undefined)
  const keys = new Map(
    objectsOf(catalog, 'constraint').flatMap(({ form, of, columns }) =>
      form === 'primary' && columns.length === 1 ? [[of, columns[0]!] as const] : [],
    ),
  )
  const pairs = new Set<Pair>()
  for (const target of relations) {
    const key = keys.get(target.id)
    const wanted = `${target.name.replace(/ies$/, 'y').replace(/([^s])s$/, '$1')}_id`
    for (const owner of relations)
      for (const { name } of owner.columns)
        if (key !== undefined && owner !== target && name === wanted)
          pairs.add(pairOf(owner, name, target, key, withSchema))
  }
  return pairs
}

export interface Score {
  readonly precision: number
  readonly recall: number
}

export function score(found: ReadonlySet<Pair>, truth: ReadonlySet<Pair>): Score {
  const right = [...found].filter((pair) => truth.has(pair)).length
  return { precision: found.size === 0 ? Number.NaN : right / found.size, recall: right / truth.size }
}

export function withoutKeys(catalog: Catalog): Catalog {
  const objects = catalog.objects.map((object) =>
    object.kind === 'foreign-key' ? { ...object, dropped: true } : object,
  )
  return { ...catalog, objects }
}

function rootOf(catalog: Catalog, id: number): CatalogObject {
  const object = catalog.objects[id]!
  return object.kind === 'relation' && object.partitionOf !== undefined ? rootOf(catalog, object.partitionOf) : object
}

function pairOf(owner: CatalogObject, column: string, target: CatalogObject, key: string, withSchema: boolean): Pair {
  const name = (object: CatalogObject) => (withSchema ? `${object.schema}.${object.name}` : object.name)
  return `${name(owner)}.${column} -> ${name(target)}.${key}`
}
