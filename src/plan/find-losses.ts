import type { Boundary } from '../boundary/boundary.ts'
import type { Catalog } from '../catalog/catalog.ts'
import type { CatalogObject, Use, UseRole } from '../catalog/object.ts'
import type { ObjectId } from '../catalog/statement.ts'
import { NumberLists } from '../core/number-lists.ts'

/** A service goes without an object that it owns, because it has not what the object needs. */
export interface ObjectLoss {
  readonly object: ObjectId
  readonly service: string
  /** What is missing. */
  readonly needs: ObjectId
  /** The column that went with its type, where that is the reason. */
  readonly column?: string
  /** Where the need is written; undefined where it follows from what the object is part of. */
  readonly use?: Use
}

/** A service has an object, less a part of it. */
export interface PartLoss {
  readonly object: ObjectId
  readonly service: string
  readonly use: Use
  /** The object does not need it any more at the end. */
  readonly past: boolean
}

export interface Losses {
  /** By object, the services that have it: its owners, less those that cannot. */
  readonly having: readonly (readonly string[])[]
  readonly objects: readonly ObjectLoss[]
  readonly parts: readonly PartLoss[]
}

/** Uses that can go while the using object stays. */
const partial = new Set<UseRole>(['column-default', 'generated', 'inherits', 'like', 'partition-of'])

/** Uses that ask for nothing: what a publication carries is chosen for each service; OWNED BY goes with its relation. */
const harmless = new Set<UseRole>(['publication', 'owned-by'])

/**
 * Who has what once nothing may reach over a boundary: what needs something that its service has not is lost, and what
 * needs that, and so on. Dropped objects too, for their statements are still applied on the way.
 */
export function findLosses(catalog: Catalog, boundary: Boundary): Losses {
  const search = new LossSearch(catalog, boundary)
  search.run()
  return { having: search.having, objects: search.objects, parts: search.parts }
}

class LossSearch {
  readonly having: (readonly string[])[]
  readonly objects: ObjectLoss[] = []
  readonly parts: PartLoss[] = []
  readonly #toldParts = new Set<string>()
  readonly #lostColumns = new Map<ObjectId, Set<string>>()
  readonly #queue: ObjectId[] = []
  #users: NumberLists | undefined
  readonly #catalog: Catalog

  constructor(catalog: Catalog, boundary: Boundary) {
    this.#catalog = catalog
    this.having = knownOwners(boundary)
  }

  run(): void {
    for (const object of this.#catalog.objects) this.#check(object)
    // It grows while it is walked.
    for (const id of this.#queue) this.#check(this.#catalog.objects[id]!)
  }

  #check(object: CatalogObject): void {
    forEachNeed(object, (to) => this.#need(object, to, undefined))
    for (const use of object.uses) if (!harmless.has(use.role)) this.#need(object, use.to, use)
    if (object.pastUses !== undefined)
      for (const use of object.pastUses)
        if (!harmless.has(use.role)) this.#need(object, use.to, this.#asPast(use), true)
    if (this.#lostColumns.size > 0 && object.of !== undefined && 'columns' in object) {
      const lost = this.#lostColumns.get(object.of)
      const column =
        lost === undefined ? undefined : object.columns.find((name) => typeof name === 'string' && lost.has(name))
      if (typeof column === 'string')
        for (const service of this.having[object.id]!)
          this.#lose({ object: object.id, service, needs: object.of, column })
    }
  }

  #need(object: CatalogObject, to: ObjectId, use: Use | undefined, past = false): void {
    const mine = this.having[object.id]!
    const theirs = this.having[to]!
    if (mine === theirs) return
    for (const service of mine) {
      if (theirs.includes(service)) continue
      if (use !== undefined && this.#isPartial(object, use)) this.#losePart({ object: object.id, service, use, past })
      else this.#lose({ object: object.id, service, needs: to, ...(use === undefined ? {} : { use }) })
    }
  }

  /** Of what was said once and replaced since, only that statement goes. */
  #asPast(use: Use): Use {
    if (use.part !== undefined || use.role === 'partition-of') return use
    return { ...use, part: { shape: 'statement', at: this.#catalog.statements[use.statement]!.textStart } }
  }

  /** A column goes with its type where its definition can be cut; a relation made OF the type goes whole. */
  #isPartial(object: CatalogObject, use: Use): boolean {
    if (use.part?.shape === 'statement' && object.statement !== use.statement) return true
    if (object.kind !== 'relation') return false
    if (use.role === 'column-type') return use.column !== undefined && use.part !== undefined
    return partial.has(use.role) && (use.role === 'like' || use.part !== undefined)
  }

  #lose(loss: ObjectLoss): void {
    this.objects.push(loss)
    this.having[loss.object] = this.having[loss.object]!.filter((service) => service !== loss.service)
    for (const user of this.#usersOf(loss.object)) this.#queue.push(user)
  }

  #losePart(loss: PartLoss): void {
    const key = `${loss.service}\0${loss.object}\0${loss.use.statement}\0${loss.use.role}\0${loss.use.to}\0${loss.use.part?.at ?? loss.use.at}`
    if (this.#toldParts.has(key)) return
    this.#toldParts.add(key)
    this.parts.push(loss)
    if (loss.use.role !== 'column-type' || loss.use.column === undefined) return
    const columns = this.#lostColumns.get(loss.object) ?? new Set()
    this.#lostColumns.set(loss.object, columns.add(loss.use.column))
    for (const user of this.#usersOf(loss.object)) this.#queue.push(user)
  }

  #usersOf(id: ObjectId): readonly ObjectId[] {
    if (this.#users === undefined) {
      const users = (this.#users = new NumberLists(this.#catalog.objects.length))
      for (const object of this.#catalog.objects) {
        forEachNeed(object, (to) => users.add(to, object.id))
        for (const use of object.uses) users.add(use.to, object.id)
        if (object.pastUses !== undefined) for (const use of object.pastUses) users.add(use.to, object.id)
      }
    }
    return this.#users.of(id)
  }
}

/** Owners less those that are no service any more: what was dropped may have belonged to one. Most share a few lists. */
function knownOwners({ services, owners }: Boundary): (readonly string[])[] {
  const known = new Set(services.map(({ name }) => name))
  const checked = new Map<readonly string[], readonly string[]>()
  return owners.map((list) => {
    let found = checked.get(list)
    if (found === undefined) {
      found = list.every((service) => known.has(service)) ? list : list.filter((service) => known.has(service))
      checked.set(list, found)
    }
    return found
  })
}

/** What an object cannot be without, beside its uses. */
function forEachNeed(object: CatalogObject, visit: (to: ObjectId) => void): void {
  if (object.of !== undefined) visit(object.of)
  if (object.kind === 'foreign-key') {
    visit(object.referenced)
    if (object.cloneOf !== undefined) visit(object.cloneOf)
  } else if (object.kind === 'constraint' && object.index !== undefined) visit(object.index)
}
