import type { Catalog } from '../catalog/catalog.ts'
import { objectsOf } from '../catalog/catalog.ts'
import type { ObjectId } from '../catalog/statement.ts'
import { NumberLists } from '../core/number-lists.ts'

/** A key, or a unique index without a predicate, and what makes it unique. */
export interface UniqueColumns {
  readonly columns: readonly string[]
  readonly by: 'primary key' | 'unique constraint' | 'unique index'
}

/** What keys, constraints and indexes say of a relation. */
export interface RelationFacts {
  /** Columns of the primary key; empty: none. */
  readonly primary: readonly string[]
  /** Keys first, then constraints, then indexes, so that the best reason to be unique is the one that is told. */
  readonly unique: readonly UniqueColumns[]
  /** Columns that an index or key begins with. */
  readonly indexed: readonly string[]
  /** Pairs of columns that one index, or key, begins with: `first\0second`. */
  readonly indexedPairs: readonly string[]
  /** Columns that a declared foreign key has, its partitions' keys too. */
  readonly declared: readonly string[]
}

/** Gathers facts of one relation when they are asked for: a large schema has no room for those of all at once. */
export class RelationFactFinder {
  readonly #catalog: Catalog
  /** By relation: its constraints and indexes, and the foreign keys that it declares. */
  readonly #parts: NumberLists
  readonly #keys: NumberLists
  #last: ObjectId | undefined
  #found: RelationFacts | undefined

  constructor(catalog: Catalog) {
    this.#catalog = catalog
    this.#parts = new NumberLists(catalog.objects.length)
    this.#keys = new NumberLists(catalog.objects.length)
    for (const { id, of } of objectsOf(catalog, 'constraint')) if (of !== undefined) this.#parts.add(of, id)
    for (const { id, of } of objectsOf(catalog, 'index')) this.#parts.add(of, id)
    for (const { id, of } of objectsOf(catalog, 'foreign-key')) this.#keys.add(rootOf(catalog, of), id)
  }

  of(id: ObjectId): RelationFacts {
    if (this.#last !== id || this.#found === undefined) {
      this.#found = this.#gather(id)
      this.#last = id
    }
    return this.#found
  }

  #gather(id: ObjectId): RelationFacts {
    const { objects } = this.#catalog
    const parts = this.#parts.of(id)
    let primary: readonly string[] = []
    const unique: UniqueColumns[] = []
    const indexed: string[] = []
    const indexedPairs: string[] = []
    const note = (columns: readonly string[]): void => {
      if (columns[0] !== undefined) include(indexed, columns[0])
      if (columns.length > 1) include(indexedPairs, `${columns[0]}\0${columns[1]}`)
    }
    for (const form of ['primary', 'unique'] as const)
      for (const part of parts) {
        const object = objects[part]!
        if (object.kind !== 'constraint' || object.form !== form) continue
        if (form === 'primary') primary = object.columns
        unique.push({ columns: object.columns, by: form === 'primary' ? 'primary key' : 'unique constraint' })
        note(object.columns)
      }
    for (const part of parts) {
      const object = objects[part]!
      if (object.kind !== 'index') continue
      if (object.unique && !object.partial && !object.columns.includes(''))
        unique.push({ columns: object.columns, by: 'unique index' })
      note(object.columns)
    }
    const declared: string[] = []
    for (const key of this.#keys.of(id)) {
      const object = objects[key]!
      if (object.kind === 'foreign-key') for (const column of object.columns) include(declared, column)
    }
    return { primary, unique, indexed, indexedPairs, declared }
  }
}

/** Lists of this kind have one item or two, for which a set takes ten times as much. */
function include<Item>(known: Item[], item: Item): void {
  if (!known.includes(item)) known.push(item)
}

/** A partition's key speaks for its root: what every part promises the whole does. */
function rootOf(catalog: Catalog, id: ObjectId): ObjectId {
  for (let at = id; ;) {
    const relation = catalog.objects[at]
    if (relation?.kind !== 'relation' || relation.partitionOf === undefined) return at
    at = relation.partitionOf
  }
}
