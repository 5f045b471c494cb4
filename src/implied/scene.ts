import type { Catalog } from '../catalog/catalog.ts'
import { objectsOf } from '../catalog/catalog.ts'
import type { Column, Relation } from '../catalog/object.ts'
import { NumberLists } from '../core/number-lists.ts'
import { once } from '../core/once.ts'
import { readColumnName } from './column-name.ts'
import { readNewWords, readWords, type NameWords } from './name-words.ts'
import { RelationFactFinder, type RelationFacts, type UniqueColumns } from './relation-facts.ts'

/** A relation as the search for references sees it. */
export class SceneRelation implements NameWords {
  readonly relation: Relation
  readonly words: readonly string[]
  readonly glued: string
  readonly #facts: RelationFactFinder

  constructor(relation: Relation, { words, glued }: NameWords, facts: RelationFactFinder) {
    this.relation = relation
    this.words = words
    this.glued = glued
    this.#facts = facts
  }

  get facts(): RelationFacts {
    return this.#facts.of(this.relation.id)
  }
}

/** A column that alone names a row. */
export interface KeyTarget extends NameWords {
  readonly owner: SceneRelation
  readonly column: Column
  readonly by: UniqueColumns['by']
}

/** The whole schema, prepared once. */
export interface Scene {
  readonly catalog: Catalog
  /** Tables that stand alone: neither temporary nor partitions. */
  readonly relations: readonly SceneRelation[]
  readonly targets: readonly KeyTarget[]
  /** Relations by their glued name. */
  readonly named: RelationsByName
  /** The single-column primary key of a relation. */
  readonly keyOf: (relation: SceneRelation) => KeyTarget | undefined
  /** Whether most references are called by the noun alone: `artist`, not `artist_id`. */
  readonly callsByNoun: boolean
  /** How many relations have a primary key of this glued name. */
  readonly keyNames: ReadonlyMap<string, number>
}

export function setScene(catalog: Catalog): Scene {
  const facts = new RelationFactFinder(catalog)
  const relations: SceneRelation[] = []
  for (const relation of objectsOf(catalog, 'relation')) {
    if (relation.partitionOf !== undefined || relation.persistence === 'temporary') continue
    relations.push(new SceneRelation(relation, readNewWords(relation.name), facts))
  }
  const targets: KeyTarget[] = []
  const keyNames = new Map<string, number>()
  for (const owner of relations) {
    const { unique } = owner.facts
    for (let at = 0; at < unique.length; at++) {
      const { columns, by } = unique[at]!
      if (columns.length !== 1 || isKnown(unique, at)) continue
      const column = owner.relation.columns.find(({ name }) => name === columns[0])
      if (column === undefined) continue
      const { words, glued } = readWords(column.name)
      targets.push({ owner, column, words, glued, by })
      if (by === 'primary key') keyNames.set(glued, (keyNames.get(glued) ?? 0) + 1)
    }
  }
  const named = new RelationsByName(relations)
  // Few schemas say in comments what a column references.
  const keys = once(() => new Map(targets.filter(({ by }) => by === 'primary key').map((key) => [key.owner, key])))
  const keyOf = (relation: SceneRelation) => keys().get(relation)
  return { catalog, relations, targets, named, keyOf, keyNames, callsByNoun: callsByNoun(relations, named) }
}

/** Whether the column of this key has one before it. */
function isKnown(unique: readonly UniqueColumns[], at: number): boolean {
  for (let before = 0; before < at; before++) {
    const { columns } = unique[before]!
    if (columns.length === 1 && columns[0] === unique[at]!.columns[0]) return true
  }
  return false
}

/** Relations by their glued name; most names are one relation's. */
export class RelationsByName {
  readonly #relations: readonly SceneRelation[]
  /** By name, the place of its first relation, whose list has the others. */
  readonly #first = new Map<string, number>()
  readonly #others: NumberLists

  constructor(relations: readonly SceneRelation[]) {
    this.#relations = relations
    this.#others = new NumberLists(relations.length)
    for (const [place, { glued }] of relations.entries()) {
      const first = this.#first.get(glued)
      if (first === undefined) this.#first.set(glued, place)
      else this.#others.add(first, place)
    }
  }

  has(glued: string): boolean {
    return this.#first.has(glued)
  }

  /** Undefined where none is called so. */
  get(glued: string): readonly SceneRelation[] | undefined {
    const first = this.#first.get(glued)
    return first === undefined ? undefined : [first, ...this.#others.of(first)].map((place) => this.#relations[place]!)
  }
}

const fewest = 5

function callsByNoun(relations: readonly SceneRelation[], named: RelationsByName): boolean {
  let nouns = 0
  let keys = 0
  for (const { relation } of relations)
    for (const { name, type } of relation.columns) {
      if (type !== 'bigint' && type !== 'integer' && type !== 'uuid' && type !== 'smallint') continue
      const { glued, keyNoun } = readColumnName(name)
      if (named.has(glued)) nouns++
      else if (keyNoun !== '' && named.has(keyNoun)) keys++
    }
  return nouns >= fewest && nouns > 2 * keys
}
