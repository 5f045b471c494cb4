import type { Catalog } from '../catalog/catalog.ts'
import { objectsOf } from '../catalog/catalog.ts'
import type { Constraint, ForeignKey, Index, Relation, Rule, Trigger } from '../catalog/object.ts'
import type { ObjectId } from '../catalog/statement.ts'
import { NumberLists } from '../core/number-lists.ts'

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

/** Looks the parts of relations up; a partition has those of the whole family, for PostgreSQL runs them all. */
export class PartsByRelation {
  readonly #catalog: Catalog
  readonly #known = new Map<ObjectId, RelationParts>()
  /** By relation: its partitions, what is part of it, and the foreign keys onto it. */
  readonly #partitions: NumberLists
  readonly #parts: NumberLists
  readonly #keysOnto: NumberLists

  constructor(catalog: Catalog) {
    this.#catalog = catalog
    const size = catalog.objects.length
    this.#partitions = new NumberLists(size)
    this.#parts = new NumberLists(size)
    this.#keysOnto = new NumberLists(size)
    for (const { id, partitionOf } of objectsOf(catalog, 'relation'))
      if (partitionOf !== undefined) this.#partitions.add(partitionOf, id)
    for (const kind of ['trigger', 'rule', 'constraint', 'index'] as const)
      for (const { id, of } of objectsOf(catalog, kind)) if (of !== undefined) this.#parts.add(of, id)
    for (const { id, of, referenced, inherited } of objectsOf(catalog, 'foreign-key')) {
      if (inherited) continue
      this.#parts.add(of, id)
      this.#keysOnto.add(referenced, id)
    }
  }

  of(id: ObjectId): RelationParts {
    let known = this.#known.get(id)
    if (known === undefined) this.#known.set(id, (known = this.#gather(id)))
    return known
  }

  #gather(id: ObjectId): RelationParts {
    const { objects } = this.#catalog
    const relations = this.#family(id)
    const triggers: Trigger[] = []
    const rules: Rule[] = []
    const constraints: Constraint[] = []
    const indexes: Index[] = []
    const keys: ForeignKey[] = []
    const keysOnto: ForeignKey[] = []
    // A clone says nothing that its original does not.
    const isOriginal = ({ cloneOf }: Constraint | Index): boolean =>
      cloneOf === undefined || !relations.some((relation) => relation.id === objects[cloneOf]!.of)
    for (const relation of relations) {
      for (const part of this.#parts.of(relation.id)) {
        const object = objects[part]!
        if (object.kind === 'trigger') triggers.push(object)
        else if (object.kind === 'rule') rules.push(object)
        else if (object.kind === 'foreign-key') keys.push(object)
        else if (object.kind === 'constraint' && isOriginal(object)) constraints.push(object)
        else if (object.kind === 'index' && isOriginal(object)) indexes.push(object)
      }
      for (const key of this.#keysOnto.of(relation.id)) keysOnto.push(objects[key] as ForeignKey)
    }
    const backed = constraints.flatMap(({ index }) => index ?? [])
    return {
      relations,
      triggers,
      rules,
      constraints,
      indexes: backed.length === 0 ? indexes : indexes.filter((index) => !backed.includes(index.id)),
      keys,
      keysOnto,
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
    for (const relation of down) for (const part of this.#partitions.of(relation.id)) down.push(at(part)!)
    return down.length === 1 ? family : [...family, ...down.slice(1)]
  }
}
