import type { Boundary } from '../boundary/boundary.ts'
import { ownerOf } from '../boundary/boundary.ts'
import type { Catalog } from '../catalog/catalog.ts'
import { objectAs } from '../catalog/catalog.ts'
import type { ForeignKey } from '../catalog/object.ts'
import type { ObjectId } from '../catalog/statement.ts'
import type { QualifiedName } from '../core/identifier.ts'
import { distinctNames } from '../core/identifier.ts'
import type { Effect } from './effect.ts'
import { actionOf, effectOf } from './effect.ts'
import type { RefusalSearch } from './find-refusals.ts'
import { judgeEffect, writtenColumns } from './judge-effect.ts'
import type { ReferentialEvent } from './obligation.ts'
import type { PartsByRelation } from './relation-parts.ts'

/**
 * Finds by whose rows, in the referencing service itself, a referential action can come to be refused after it was tried:
 * what it writes, what refers to that, and what the written columns refer to.
 */
export class ReachSearch {
  readonly #catalog: Catalog
  readonly #boundary: Boundary
  readonly #refusals: RefusalSearch
  readonly #parts: PartsByRelation

  constructor(catalog: Catalog, boundary: Boundary, refusals: RefusalSearch) {
    this.#refusals = refusals
    this.#catalog = catalog
    this.#boundary = boundary
    this.#parts = refusals.parts
  }

  /** None where an action that was let through once is never refused, as long as nothing new refers to the key. */
  find(key: ForeignKey, event: ReferentialEvent): QualifiedName[] {
    const start = effectOf(this.#catalog, key, event)
    if (start === undefined) return []
    const service = ownerOf(this.#boundary, key.of)
    const isOwn = (relation: ObjectId) => ownerOf(this.#boundary, relation) === service
    const found = new Set<ObjectId>()
    let isRefusable = start.value === 'default'
    const seen = new Set([identity(start)])
    const queue = [start]
    // It grows while it is walked.
    for (const effect of queue) {
      const { keys, keysOnto, relations } = this.#parts.of(effect.relation)
      for (const { id, form } of relations) if (form !== 'foreign') found.add(id)
      // What refuses any row was asked already: the key is closed to new ones.
      const judged = [...judgeEffect(this.#catalog, effect, this.#parts.of(effect.relation))]
      if (judged.some(({ certain }) => !certain || effect !== start)) isRefusable = true
      const written = writtenColumns(this.#catalog, effect)
      for (const other of keys)
        if (isOwn(other.referenced) && other.columns.some((column) => written.has(column))) found.add(other.referenced)
      // Keys to which further services refer are released first: rows with others must not come, and theirs not leave.
      const away = keysOnto.filter(({ of }) => !isOwn(of))
      if (effect.verb === 'delete' && away.some((each) => this.#refusals.find(each, 'delete').length > 0)) isRefusable = true // prettier-ignore
      for (const onto of keysOnto.filter(({ of }) => isOwn(of))) {
        if (effect.verb === 'update' && !onto.referencedColumns.some((column) => written.has(column))) continue
        for (const { id, form } of this.#parts.of(onto.of).relations) if (form !== 'foreign') found.add(id)
        const action = actionOf(onto, effect.verb)
        if (action === 'no action' || action === 'restrict') isRefusable = true
        const next = effectOf(this.#catalog, onto, effect.verb)
        if (next === undefined || seen.has(identity(next))) continue
        seen.add(identity(next))
        queue.push(next)
      }
    }
    return isRefusable ? distinctNames([...found].map((id) => this.#nameOf(id))) : []
  }

  #nameOf(id: ObjectId): QualifiedName {
    const { schema, name } = objectAs(this.#catalog, id, 'relation')
    return { schema, name }
  }
}

function identity({ relation, verb, columns, value, by }: Effect): string {
  return JSON.stringify([relation, verb, value, columns, by.id])
}
