import type { Catalog } from '../catalog/catalog.ts'
import { objectsOf } from '../catalog/catalog.ts'
import type { Column, Relation } from '../catalog/object.ts'
import type { ObjectId } from '../catalog/statement.ts'
import { readColumnName } from './column-name.ts'
import { readNewWords, readWords, type NameWords } from './name-words.ts'

/** A relation as the search for references sees it. */
export interface SceneRelation extends NameWords {
  readonly relation: Relation
  /** Columns of the primary key; empty: none. */
  readonly primary: readonly string[]
  /** Columns that an index or key begins with. */
  readonly indexed: readonly string[]
  /** Columns that a declared foreign key has, its partitions' keys too. */
  readonly declared: readonly string[]
  /** Pairs of columns that one index, or key, begins with: `first\0second`. */
  readonly indexedPairs: readonly string[]
}

/** A column that alone names a row. */
export interface KeyTarget extends NameWords {
  readonly owner: SceneRelation
  readonly column: Column
  readonly by: 'primary key' | 'unique constraint' | 'unique index'
}

/** The whole schema, prepared once. */
export interface Scene {
  readonly catalog: Catalog
  /** Tables that stand alone: neither temporary nor partitions. */
  readonly relations: readonly SceneRelation[]
  readonly targets: readonly KeyTarget[]
  /** Relations by their glued name. */
  readonly named: ReadonlyMap<string, readonly SceneRelation[]>
  /** The single-column primary key of a relation. */
  readonly keys: ReadonlyMap<SceneRelation, KeyTarget>
  /** Whether most references are called by the noun alone: `artist`, not `artist_id`. */
  readonly callsByNoun: boolean
  /** How many relations have a primary key of this glued name. */
  readonly keyNames: ReadonlyMap<string, number>
}

interface DraftFacts {
  primary: readonly string[]
  unique: readonly { columns: readonly string[]; by: KeyTarget['by'] }[]
  indexed: readonly string[]
  pairs: readonly string[]
  declared: readonly string[]
}

export function setScene(catalog: Catalog): Scene {
  const facts = gatherFacts(catalog)
  const relations: SceneRelation[] = []
  const targets: KeyTarget[] = []
  const named = new Map<string, SceneRelation[]>()
  const keys = new Map<SceneRelation, KeyTarget>()
  const keyNames = new Map<string, number>()
  for (const relation of objectsOf(catalog, 'relation')) {
    if (relation.partitionOf !== undefined || relation.persistence === 'temporary') continue
    const { primary, unique, indexed, pairs, declared } = facts(relation.id)
    const { words, glued } = readNewWords(relation.name)
    const owner: SceneRelation = { relation, words, glued, primary, indexed, declared, indexedPairs: pairs }
    relations.push(owner)
    add(named, glued, owner)
    for (const [at, { columns, by }] of unique.entries()) {
      const column = columns.length === 1 ? relation.columns.find(({ name }) => name === columns[0]) : undefined
      if (column === undefined || unique.slice(0, at).some((one) => one.columns.length === 1 && one.columns[0] === column.name)) continue // prettier-ignore
      const name = readWords(column.name)
      const target: KeyTarget = { owner, column, words: name.words, glued: name.glued, by }
      targets.push(target)
      if (by !== 'primary key') continue
      keys.set(owner, target)
      keyNames.set(name.glued, (keyNames.get(name.glued) ?? 0) + 1)
    }
  }
  return { catalog, relations, targets, named, keys, keyNames, callsByNoun: callsByNoun(relations, named) }
}

const fewest = 5

function callsByNoun(relations: readonly SceneRelation[], named: ReadonlyMap<string, unknown>): boolean {
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

const nothing: readonly never[] = []

/** Lists of this kind have one item or two, for which a set takes ten times as much. */
function including<Item>(known: readonly Item[], item: Item): readonly Item[] {
  return known.includes(item) ? known : [...known, item]
}

/** Keys first, then constraints, then indexes, so that the best reason to be unique is the one that is told. */
function gatherFacts(catalog: Catalog): (id: ObjectId) => DraftFacts {
  const all = new Map<ObjectId, DraftFacts>()
  const of = (id: ObjectId): DraftFacts => {
    let found = all.get(id)
    if (found === undefined)
      all.set(id, (found = { primary: nothing, unique: nothing, indexed: nothing, pairs: nothing, declared: nothing }))
    return found
  }
  const note = (facts: DraftFacts, columns: readonly string[]): void => {
    if (columns[0] !== undefined) facts.indexed = including(facts.indexed, columns[0])
    if (columns.length > 1) facts.pairs = including(facts.pairs, `${columns[0]}\0${columns[1]}`)
  }
  const constraints = objectsOf(catalog, 'constraint').filter(({ of }) => of !== undefined)
  for (const { of: id, form, columns } of constraints)
    if (form === 'primary') {
      const facts = of(id!)
      facts.primary = columns
      facts.unique = including(facts.unique, { columns, by: 'primary key' })
      note(facts, columns)
    }
  for (const { of: id, form, columns } of constraints)
    if (form === 'unique') {
      const facts = of(id!)
      facts.unique = including(facts.unique, { columns, by: 'unique constraint' })
      note(facts, columns)
    }
  for (const { of: id, unique, partial, columns } of objectsOf(catalog, 'index')) {
    const facts = of(id)
    if (unique && !partial && !columns.includes(''))
      facts.unique = including(facts.unique, { columns, by: 'unique index' })
    note(facts, columns)
  }
  for (const { of: id, columns } of objectsOf(catalog, 'foreign-key'))
    for (const column of columns) {
      const facts = of(rootOf(catalog, id))
      facts.declared = including(facts.declared, column)
    }
  return of
}

/** A partition's key speaks for its root: what every part promises the whole does. */
function rootOf(catalog: Catalog, id: ObjectId): ObjectId {
  for (let at = id; ;) {
    const relation = catalog.objects[at]
    if (relation?.kind !== 'relation' || relation.partitionOf === undefined) return at
    at = relation.partitionOf
  }
}

function add<T>(map: Map<string, T[]>, key: string, value: T): void {
  const known = map.get(key)
  if (known === undefined) map.set(key, [value])
  else known.push(value)
}
