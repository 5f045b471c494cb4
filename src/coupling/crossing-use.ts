import type { Boundary } from '../boundary/boundary.ts'
import { schemaHomes } from '../boundary/schema-homes.ts'
import type { Catalog } from '../catalog/catalog.ts'
import type { CatalogObject, Use } from '../catalog/object.ts'

/** A use whose ends belong to two services. */
export interface CrossingUse {
  readonly user: CatalogObject
  /** Of several uses of one target the one that says most: a write before a read. */
  readonly use: Use
  readonly target: CatalogObject
  /** Owner of the using object, one of them where it is given to several. */
  readonly from: string
  readonly to: string
  /** `from` is given a copy of the target, so that nothing has to go. */
  readonly copied: boolean
}

// Most objects use nothing across a boundary.
const none: readonly CrossingUse[] = []

/** Finds crossing uses, one object at a time. */
export class CrossingUses {
  readonly #catalog: Catalog
  readonly #boundary: Boundary
  #homes: ReadonlyMap<string, readonly string[]> | undefined

  constructor(catalog: Catalog, boundary: Boundary) {
    this.#catalog = catalog
    this.#boundary = boundary
  }

  /**
   * The uses of one object that cross: some service has the object, and lacks what it uses or has it as a copy. What
   * nobody owns (unassigned) crosses nothing. Each target once, or once for each part that could be cut.
   */
  of(user: CatalogObject): readonly CrossingUse[] {
    if (user.uses.length === 0) return none
    let found: Map<string, CrossingUse> | undefined
    for (const use of user.uses) {
      const crossing = this.#crossing(user, use)
      if (crossing === undefined) continue
      found ??= new Map()
      // Places in two files may be the same number.
      const key = use.part === undefined ? `${use.to}` : `${use.to} ${use.statement} ${use.part.at}`
      const known = found.get(key)
      if (known === undefined || (use.writes === true && known.use.writes !== true)) found.set(key, crossing)
    }
    return found === undefined ? none : [...found.values()]
  }

  #crossing(user: CatalogObject, use: Use): CrossingUse | undefined {
    const target = this.#catalog.objects[use.to]!
    const mine = this.#boundary.owners[user.id]!
    const theirs = this.#boundary.owners[use.to]!
    if (mine === theirs || theirs.length === 0) return undefined
    const lacking = mine.find((service) => !theirs.includes(service))
    if (lacking !== undefined) return { user, use, target, from: lacking, to: theirs[0]!, copied: false }
    if (target.kind !== 'type' && target.kind !== 'routine') return undefined
    this.#homes ??= schemaHomes(this.#catalog, this.#boundary.owners)
    const home = this.#homes.get(target.schema)
    const from = mine[0]
    // A copy at one of several homes is nobody's in particular.
    if (from === undefined || home?.length !== 1 || mine.includes(home[0]!)) return undefined
    return { user, use, target, from, to: home[0]!, copied: true }
  }
}
