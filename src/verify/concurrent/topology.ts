import { nameKey } from '../../core/identifier.ts'
import type { PlannedReference, SplitPlan } from '../../plan/split-plan.ts'
import { isReplaced } from '../../plan/is-replaced.ts'
import type { RelationShape } from '../histories/relation-shape.ts'
import type { SeededRandom } from '../histories/seeded-random.ts'

/** A reference between services, with what can be promised of it. */
export interface CrossingReference {
  readonly constraint: string
  /** Keys of relations. */
  readonly from: string
  readonly to: string
  readonly columns: readonly string[]
  readonly referencedColumns: readonly string[]
  readonly onDelete: string
  /** Its keys go only when everybody agreed (tier 2). */
  readonly isReleased: boolean
  /** At every instant a row has its key (tier 2): keys neither go nor change without everybody having agreed. */
  readonly isStrict: boolean
}

/** Services that write at once. */
export interface Writers {
  /** Whose keys may go and change. */
  readonly root: string
  readonly others: readonly string[]
}

/** Which service hears from which, and who may write at once so that one order for all of it is promised. */
export class Topology {
  readonly references: readonly CrossingReference[]
  readonly #shapes: ReadonlyMap<string, RelationShape>
  readonly #serviceOf: (relation: string) => string
  readonly #twoWays: ReadonlySet<string>

  constructor(plan: SplitPlan, shapes: ReadonlyMap<string, RelationShape>, serviceOf: (relation: string) => string) {
    this.#shapes = shapes
    this.#serviceOf = serviceOf
    this.references = plan.references.filter((each) => isReplaced(each)).map(describe).filter(({ from, to }) => shapes.has(from) && shapes.has(to)) // prettier-ignore
    this.#twoWays = new Set([...shapes.keys()].filter((key) => this.#comesByTwoWays(key)))
  }

  /**
   * One service and some that refer to it, but not to each other: what comes from one place comes everywhere in the same
   * order. undefined where no reference crosses.
   */
  drawWriters(random: SeededRandom): Writers | undefined {
    if (this.references.length === 0) return undefined
    const root = this.#serviceOf(random.pick(this.references).to)
    const hearing = [...new Set(this.references.filter(({ to }) => this.#serviceOf(to) === root).map(({ from }) => this.#serviceOf(from)))] // prettier-ignore
    const others: string[] = []
    for (const service of random.shuffled(hearing))
      if (service !== root && others.length < 2 && !others.some((other) => this.#isTied(service, other)))
        others.push(service)
    return { root, others }
  }

  /** Whether keys of a relation may go and change while these write: what follows must not reach one of them late and by a detour. */
  mayEnd(relation: string, { root, others }: Writers): boolean {
    if (this.#twoWays.has(relation)) return false
    if (this.#serviceOf(relation) === root) return true
    const changed = this.#changedWith(relation)
    const writers = [root, ...others]
    return this.references.every(({ from, to, isStrict }) => isStrict || !changed.has(to) || !writers.includes(this.#serviceOf(from))) // prettier-ignore
  }

  /** Relations whose keys end and change only when nobody else writes. */
  get leftOut(): readonly string[] {
    return [...this.#twoWays]
  }

  #isTied(a: string, b: string): boolean {
    return this.references.some(({ from, to }) => {
      const ends = [this.#serviceOf(from), this.#serviceOf(to)]
      return ends.includes(a) && ends.includes(b)
    })
  }

  /** Relations of the same service whose keys may go or change with those of one, itself among them. */
  #changedWith(relation: string): Set<string> {
    const service = this.#serviceOf(relation)
    const changed = new Set([relation])
    for (const key of changed)
      for (const shape of this.#shapes.values())
        if (
          this.#serviceOf(shape.key) === service &&
          shape.references.some(
            ({ referenced, columns, onDelete }) =>
              referenced === key && this.#reachesKeys(shape.key, columns, onDelete),
          )
        )
          // prettier-ignore
          changed.add(shape.key)
    return changed
  }

  /** Whether what follows of a key's end comes back to its service, or to another one from two. */
  #comesByTwoWays(relation: string): boolean {
    const root = this.#serviceOf(relation)
    const toldBy = new Map<string, string>([[root, '']])
    const left: [string, Set<string>][] = [[root, this.#changedWith(relation)]]
    for (const [teller, changed] of left)
      for (const service of new Set([...this.#shapes.keys()].map(this.#serviceOf))) {
        if (service === teller) continue
        const heard = this.references.filter(({ from, to }) => changed.has(to) && this.#serviceOf(from) === service)
        if (heard.length === 0) continue
        if (toldBy.has(service)) return true
        toldBy.set(service, teller)
        const reached = heard.filter(({ from, columns, onDelete }) => this.#reachesKeys(from, columns, onDelete))
        left.push([service, new Set(reached.flatMap(({ from }) => [...this.#changedWith(from)]))])
      }
    return false
  }

  /** Whether rows that refer by these columns go with the key, or have it in a key that others refer to. */
  #reachesKeys(relation: string, columns: readonly string[], onDelete: string): boolean {
    if (onDelete === 'cascade') return true
    const local = [...this.#shapes.values()].flatMap(({ references }) => references).filter(({ referenced }) => referenced === relation) // prettier-ignore
    const crossing = this.references.filter(({ to }) => to === relation)
    return [...local, ...crossing].some(({ referencedColumns }) => referencedColumns.some((name) => columns.includes(name))) // prettier-ignore
  }
}

function describe({
  constraint,
  referencing,
  referenced,
  onDelete,
  delete: gone,
  update,
}: PlannedReference): CrossingReference {
  const isAgreed = (reaction: string | undefined) => reaction === 'saga' || reaction === 'refuse'
  return {
    constraint,
    from: nameKey(referencing.schema, referencing.relation),
    to: nameKey(referenced.schema, referenced.relation),
    columns: referencing.columns,
    referencedColumns: referenced.columns,
    onDelete,
    isReleased: gone?.reaction === 'saga',
    isStrict: isAgreed(gone?.reaction) && isAgreed(update?.reaction),
  }
}
