import type { Boundary } from '../boundary/boundary.ts'
import { ownerOf } from '../boundary/boundary.ts'
import type { Catalog } from '../catalog/catalog.ts'
import { displayName } from '../catalog/catalog.ts'
import type { ForeignKey } from '../catalog/object.ts'
import type { ObjectId } from '../catalog/statement.ts'
import type { Effect } from './effect.ts'
import { actionOf, effectOf } from './effect.ts'
import type { Refusal } from './judge-effect.ts'
import { judgeEffect, writtenColumns } from './judge-effect.ts'
import type { ReferentialEvent } from './obligation.ts'
import { PartsByRelation } from './relation-parts.ts'

/** Reactions that the user chose where the proposal may be another: by the foreign key's object. */
export type ChosenReaction = (key: ObjectId, event: ReferentialEvent) => string | undefined

/**
 * Follows what a referential action sets off, relation by relation and also into other services, breadth first as PostgreSQL
 * does: a refusal near by counts even where a cascade further down would have taken its rows.
 */
export class RefusalSearch {
  readonly #catalog: Catalog
  readonly #boundary: Boundary
  readonly #chosen: ChosenReaction
  readonly parts: PartsByRelation

  constructor(catalog: Catalog, boundary: Boundary, chosen: ChosenReaction) {
    this.#catalog = catalog
    this.#boundary = boundary
    this.#chosen = chosen
    this.parts = new PartsByRelation(catalog)
  }

  /** Nearest first. */
  find(key: ForeignKey, event: ReferentialEvent): Refusal[] {
    const start = effectOf(this.#catalog, key, event)
    const own = ownRefusal(key, event, start)
    const all: Refusal[] = own === undefined ? [] : [own]
    if (start === undefined) return all
    const queue = [start]
    let seen: Set<string> | undefined
    // It grows while it is walked.
    for (const effect of queue) {
      const parts = this.parts.of(effect.relation)
      const away = effect.relation === key.of ? '' : `Further down, on ${this.#nameOf(effect.relation)}: `
      for (const refusal of judgeEffect(this.#catalog, effect, parts))
        all.push({ ...refusal, because: `${away}${refusal.because}` })
      for (const onto of parts.keysOnto) {
        const next = this.#follow(effect, onto)
        if (next === undefined) continue
        if ('because' in next) all.push(next)
        else {
          seen ??= new Set([identity(start)])
          const key = identity(next)
          if (seen.has(key)) continue
          seen.add(key)
          queue.push(next)
        }
      }
    }
    return all
  }

  /** What a foreign key onto the relation makes of an effect: another effect, a refusal, or nothing. */
  #follow(effect: Effect, onto: ForeignKey): Effect | Refusal | undefined {
    const event = effect.verb
    if (event === 'update') {
      const written = writtenColumns(this.#catalog, effect)
      if (!onto.referencedColumns.some((column) => written.has(column))) return undefined
    }
    const name = displayName(this.#catalog, onto)
    const owner = this.#crosses(onto) ? ` of ${ownerOf(this.#boundary, onto.of)}` : ''
    const action = actionOf(onto, event)
    if (action === 'no action' || action === 'restrict')
      return {
        because: `Foreign key ${name}${owner} refuses it further down: ON ${event.toUpperCase()} ${action.toUpperCase()}.`,
        certain: true,
      }
    const chosen = this.#crosses(onto) ? this.#chosen(onto.id, event) : undefined
    if (chosen === 'refuse')
      return { because: `Foreign key ${name}${owner}: the configuration refuses the ${event} of its keys.`, certain: true } // prettier-ignore
    if (chosen === 'saga')
      return { because: `Foreign key ${name}${owner}: the configuration has its keys released by saga.`, certain: false } // prettier-ignore
    const next = effectOf(this.#catalog, onto, event)
    const own = ownRefusal(onto, event, next)
    return own === undefined
      ? next
      : { ...own, because: `Foreign key ${name}${owner} may refuse it further down. ${own.because}` }
  }

  #crosses(key: ForeignKey): boolean {
    return ownerOf(this.#boundary, key.of) !== ownerOf(this.#boundary, key.referenced)
  }

  #nameOf(relation: ObjectId): string {
    return displayName(this.#catalog, this.#catalog.objects[relation]!)
  }
}

/** What the foreign key itself says. */
function ownRefusal(key: ForeignKey, event: ReferentialEvent, effect: Effect | undefined): Refusal | undefined {
  const said = `ON ${event.toUpperCase()} ${actionOf(key, event).toUpperCase()}`
  if (effect === undefined) return { because: `${said}: a referencing row refuses it.`, certain: true }
  if (effect.value !== 'default' || actionOf(key, event) !== 'set default') return undefined
  return { because: `${said}: the default must be a key too, or it is refused.`, certain: false }
}

function identity({ relation, verb, columns, value, by }: Effect): string {
  return JSON.stringify([relation, verb, value, columns, by.id])
}
