import type { Catalog } from '../catalog/catalog.ts'
import { objectsOf } from '../catalog/catalog.ts'
import type { Constraint, ForeignKey, Index, Relation, Rule, Trigger } from '../catalog/object.ts'
import type { ObjectId } from '../catalog/statement.ts'
import { groupBy } from '../core/group.ts'

/** What can stand in the way of a write to a relation, and what it sets off. */
export interface RelationParts {
  /** The relation, the partitioned ones that it is part of, and its partitions. */
  readonly relations: readonly Relation[]
  readonly triggers: readonly Trigger[]
  readonly rules: readonly Rule[]
  readonly constraints: readonly Constraint[]
  readonly indexes: readonly Index[]
  /** Foreign keys from it, and onto it; those on partitions are their root's. */
  readonly keys: readonly ForeignKey[]
  readonly keysOnto: readonly ForeignKey[]
}

const none: readonly never[] = []

/** Looks the parts of relations up; a partition has those of the whole family, for PostgreSQL runs them all. */
export class PartsByRelation {
  readonly #catalog: Catalog
  readonly #known = new Map<ObjectId, RelationParts>()
  readonly #partitions: ReadonlyMap<ObjectId | undefined, readonly Relation[]>
  readonly #triggers: ReadonlyMap<ObjectId, readonly Trigger[]>
  readonly #rules: ReadonlyMap<ObjectId, readonly Rule[]>
  readonly #constraints: ReadonlyMap<ObjectId | undefined, readonly Constraint[]>
  readonly #indexes: ReadonlyMap<ObjectId, readonly Index[]>
  readonly #keys: ReadonlyMap<ObjectId, readonly ForeignKey[]>
  readonly #keysOnto: ReadonlyMap<ObjectId, readonly ForeignKey[]>

  constructor(catalog: Catalog) {
    this.#catalog = catalog
    const keys = objectsOf(catalog, 'foreign-key').filter((key) => !key.inherited)
    this.#partitions = groupBy(objectsOf(catalog, 'relation'), ({ partitionOf }) => partitionOf)
    this.#triggers = groupBy(objectsOf(catalog, 'trigger'), ({ of }) => of)
    this.#rules = groupBy(objectsOf(catalog, 'rule'), ({ of }) => of)
    this.#constraints = groupBy(objectsOf(catalog, 'constraint'), ({ of }) => of)
    this.#indexes = groupBy(objectsOf(catalog, 'index'), ({ of }) => of)
    this.#keys = groupBy(keys, ({ of }) => of)
    this.#keysOnto = groupBy(keys, ({ referenced }) => referenced)
  }

  of(id: ObjectId): RelationParts {
    const known = this.#known.get(id) ?? this.#gather(id)
    this.#known.set(id, known)
    return known
  }

  #gather(id: ObjectId): RelationParts {
    const relations = this.#family(id)
    const family = new Set(relations.map((relation) => relation.id))
    const all = <T>(by: ReadonlyMap<ObjectId | undefined, readonly T[]>): readonly T[] =>
      relations.length === 1 ? (by.get(id) ?? none) : relations.flatMap((relation) => by.get(relation.id) ?? none)
    // A clone says nothing that its original does not.
    const original = ({ cloneOf }: Constraint | Index): boolean =>
      cloneOf === undefined || !family.has(this.#catalog.objects[cloneOf]!.of!)
    const constraints = all(this.#constraints).filter(original)
    const backed = new Set(constraints.flatMap(({ index }) => index ?? []))
    return {
      relations,
      triggers: all(this.#triggers),
      rules: all(this.#rules),
      constraints,
      indexes: all(this.#indexes).filter((index) => original(index) && !backed.has(index.id)),
      keys: all(this.#keys),
      keysOnto: all(this.#keysOnto),
    }
  }

  #family(id: ObjectId): Relation[] {
    const at = (each: ObjectId): Relation | undefined => {
      const object = this.#catalog.objects[each]
      return object?.kind === 'relation' ? object : undefined
    }
    const family: Relation[] = []
    for (let up = at(id); up !== undefined; up = up.partitionOf === undefined ? undefined : at(up.partitionOf))
      family.push(up)
    // Grows while it is walked; partitions beside it are another's rows.
    const down = family.slice(0, 1)
    for (const relation of down) down.push(...(this.#partitions.get(relation.id) ?? []))
    return [...family, ...down.slice(1)]
  }
}
