import type { Boundary } from '../boundary/boundary.ts'
import type { Catalog } from '../catalog/catalog.ts'
import { objectAs } from '../catalog/catalog.ts'
import { isGeneratedKey } from '../catalog/generated-key.ts'
import type { ForeignKey } from '../catalog/object.ts'
import { groupBy } from '../core/group.ts'
import { once } from '../core/once.ts'
import { proposeReaction } from './choose-strategies.ts'
import { RefusalSearch } from './find-refusals.ts'
import { ReachSearch } from './find-reach.ts'
import type { KeyInPlan } from './plan-foreign-keys.ts'
import type { ReferentialEvent } from './obligation.ts'
import type { ReferenceEnd } from './reference-end.ts'
import type { Choice } from './resolve-choices.ts'
import type { ReferenceScene } from './strategy.ts'
import { whyNoNativeKey } from './type-fit.ts'

/** What strategies judge one crossing key by, given what was chosen for the others; both ends belong to a service. */
export function sceneMaker(
  catalog: Catalog,
  boundary: Boundary,
  keys: readonly KeyInPlan[],
  choices: ReadonlyMap<string, Choice>,
): (key: KeyInPlan) => ReferenceScene {
  const ids = new Map(keys.map(({ object, planned }) => [object.id, planned.id]))
  const search = new RefusalSearch(catalog, boundary, (key, event) => choices.get(ids.get(key) ?? '')?.[event])
  const reach = new ReachSearch(catalog, boundary, search)
  const onto = once(() => groupBy(keys, ({ object }) => object.referenced))
  const sceneOf = (key: KeyInPlan): ReferenceScene => new SceneOfKey(catalog, key, search, reach, votesOn)
  const votesOn = ({ object }: KeyInPlan): string[] =>
    (onto().get(object.of) ?? [])
      .filter((other) => other.planned.form === undefined)
      .filter((other) => other.object.referencedColumns.some((column) => object.columns.includes(column)))
      .filter(
        (other) => (choices.get(other.planned.id)?.update ?? proposeReaction(sceneOf(other), 'update')) === 'saga',
      )
      .map(({ planned }) => planned.id)
  return sceneOf
}

/** A class, and no literal with a getter, of which each is a shape of its own to V8: there may be many thousands. */
class SceneOfKey implements ReferenceScene {
  readonly key: ReferenceScene['key']
  readonly referencedKey: ReferenceEnd
  readonly noNativeKey: string | undefined
  readonly generatedKey: boolean
  readonly refusals: ReferenceScene['refusals']
  readonly #key: KeyInPlan
  readonly #search: ReachSearch
  readonly #votesOn: (key: KeyInPlan) => readonly string[]
  #reach: ReferenceScene['reach'] | undefined

  constructor(
    catalog: Catalog,
    key: KeyInPlan,
    refusals: RefusalSearch,
    reach: ReachSearch,
    votesOn: (key: KeyInPlan) => readonly string[],
  ) {
    const { object, planned } = key
    this.key = planned
    this.referencedKey = referencedKeyOf(catalog, object, planned.referenced)
    this.noNativeKey = whyNoNativeKey(catalog, object)
    this.generatedKey = isGeneratedKey(objectAs(catalog, object.referenced, 'relation'), object.referencedColumns)
    this.refusals = { delete: refusals.find(object, 'delete'), update: refusals.find(object, 'update') }
    this.#key = key
    this.#search = reach
    this.#votesOn = votesOn
  }

  /** Only who lays obligations asks. */
  get reach(): ReferenceScene['reach'] {
    const find = (event: ReferentialEvent) => this.#search.find(this.#key.object, event)
    return (this.#reach ??= { delete: find('delete'), update: find('update') })
  }

  /** Only who would guard by code asks. */
  get movedByVote(): readonly string[] {
    return this.#votesOn(this.#key)
  }
}

/** Columns in the order of the relation, so that references that name them in another order mean the same key. */
function referencedKeyOf(catalog: Catalog, key: ForeignKey, end: ReferenceEnd): ReferenceEnd {
  if (end.columns.length === 1) return end
  const { columns } = objectAs(catalog, key.referenced, 'relation')
  return { ...end, columns: columns.map(({ name }) => name).filter((name) => end.columns.includes(name)) }
}
