import type { Boundary } from '../boundary/boundary.ts'
import type { Catalog } from '../catalog/catalog.ts'
import { objectAs } from '../catalog/catalog.ts'
import { isGeneratedKey } from '../catalog/generated-key.ts'
import type { ForeignKey } from '../catalog/object.ts'
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
  return (key) => new SceneOfKey(catalog, key, search, reach)
}

/** A class, and no literal with a getter, of which each is a shape of its own to V8: there may be many thousands. */
class SceneOfKey implements ReferenceScene {
  readonly key: ReferenceScene['key']
  readonly referencedKey: ReferenceEnd
  readonly noNativeKey: string | undefined
  readonly generatedKey: boolean
  readonly refusals: ReferenceScene['refusals']
  readonly #object: ForeignKey
  readonly #search: ReachSearch
  #reach: ReferenceScene['reach'] | undefined

  constructor(catalog: Catalog, { object, planned }: KeyInPlan, refusals: RefusalSearch, reach: ReachSearch) {
    this.key = planned
    this.referencedKey = referencedKeyOf(catalog, object, planned.referenced)
    this.noNativeKey = whyNoNativeKey(catalog, object)
    this.generatedKey = isGeneratedKey(objectAs(catalog, object.referenced, 'relation'), object.referencedColumns)
    this.refusals = { delete: refusals.find(object, 'delete'), update: refusals.find(object, 'update') }
    this.#object = object
    this.#search = reach
  }

  /** Only who lays obligations asks. */
  get reach(): ReferenceScene['reach'] {
    const find = (event: ReferentialEvent) => this.#search.find(this.#object, event)
    return (this.#reach ??= { delete: find('delete'), update: find('update') })
  }
}

/** Columns in the order of the relation, so that references that name them in another order mean the same key. */
function referencedKeyOf(catalog: Catalog, key: ForeignKey, end: ReferenceEnd): ReferenceEnd {
  if (end.columns.length === 1) return end
  const { columns } = objectAs(catalog, key.referenced, 'relation')
  return { ...end, columns: columns.map(({ name }) => name).filter((name) => end.columns.includes(name)) }
}
