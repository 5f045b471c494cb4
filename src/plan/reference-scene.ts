import type { Boundary } from '../boundary/boundary.ts'
import type { Catalog } from '../catalog/catalog.ts'
import { objectAs } from '../catalog/catalog.ts'
import { isGeneratedKey } from '../catalog/generated-key.ts'
import type { ForeignKey } from '../catalog/object.ts'
import { once } from '../core/once.ts'
import { RefusalSearch } from './find-refusals.ts'
import { ReachSearch } from './find-reach.ts'
import type { KeyInPlan } from './plan-foreign-keys.ts'
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
  return ({ object, planned }) => {
    const reached = once(() => ({ delete: reach.find(object, 'delete'), update: reach.find(object, 'update') }))
    return {
      key: planned,
      referencedKey: referencedKeyOf(catalog, object, planned.referenced),
      noNativeKey: whyNoNativeKey(catalog, object),
      generatedKey: isGeneratedKey(objectAs(catalog, object.referenced, 'relation'), object.referencedColumns),
      refusals: { delete: search.find(object, 'delete'), update: search.find(object, 'update') },
      // Only who lays obligations asks.
      get reach() {
        return reached()
      },
    }
  }
}

/** Columns in the order of the relation, so that references that name them in another order mean the same key. */
function referencedKeyOf(catalog: Catalog, key: ForeignKey, end: ReferenceEnd): ReferenceEnd {
  const { columns } = objectAs(catalog, key.referenced, 'relation')
  return { ...end, columns: columns.map(({ name }) => name).filter((name) => end.columns.includes(name)) }
}
