import type { Boundary } from '../boundary/boundary.ts'
import type { Catalog } from '../catalog/catalog.ts'
import { objectAs } from '../catalog/catalog.ts'
import { isGeneratedKey } from '../catalog/generated-key.ts'
import type { ForeignKey } from '../catalog/object.ts'
import type { Config } from '../config/config.ts'
import type { Diagnostic } from '../core/diagnostic.ts'
import { chooseStrategies } from './choose-strategies.ts'
import { refuseUnsafeChoices, type Objection } from './choice-diagnostics.ts'
import { RefusalSearch } from './find-refusals.ts'
import { ObligationLedger } from './lay-obligations.ts'
import type { Obligation } from './obligation.ts'
import type { KeyInPlan } from './plan-foreign-keys.ts'
import type { ReferenceEnd } from './reference-end.ts'
import { resolveChoices } from './resolve-choices.ts'
import type { PlannedReference } from './split-plan.ts'
import type { ReferenceScene } from './strategy.ts'
import { guardStrategy, reactionStrategy } from './strategy-registry.ts'
import { whyNoNativeKey } from './type-fit.ts'

/**
 * For each crossing foreign key a guard and two reactions, as proposed or as the configuration has it, and the obligations
 * that follow. Throws FountainError (exit 2) for choices that are unsafe or impossible.
 */
export function planReferences(
  catalog: Catalog,
  boundary: Boundary,
  keys: readonly KeyInPlan[],
  entries: NonNullable<Config['references']>,
): { references: PlannedReference[]; obligations: Obligation[]; diagnostics: Diagnostic[] } {
  const { choices, diagnostics } = resolveChoices(entries, keys)
  const ids = new Map(keys.map(({ object, planned }) => [object.id, planned.id]))
  const search = new RefusalSearch(catalog, boundary, (key, event) => choices.get(ids.get(key) ?? '')?.[event])
  const ledger = new ObligationLedger()
  const objections: Objection[] = []
  const references = keys
    .filter(({ planned }) => planned.crosses)
    .map(({ object, planned }): PlannedReference => {
      if (planned.referencing.service === '' || planned.referenced.service === '')
        return { ...planned, guard: null, delete: null, update: null }
      const scene: ReferenceScene = {
        key: planned,
        referencedKey: referencedKeyOf(catalog, object, planned.referenced),
        noNativeKey: whyNoNativeKey(catalog, object),
        generatedKey: isGeneratedKey(objectAs(catalog, object.referenced, 'relation'), object.referencedColumns),
        refusals: { delete: search.find(object, 'delete'), update: search.find(object, 'update') },
      }
      const chosen = chooseStrategies(scene, choices.get(planned.id) ?? {})
      objections.push(...chosen.objections)
      const { guard, delete: onDelete, update: onUpdate } = chosen
      ledger.lay(scene, guardStrategy(guard).duties(scene))
      ledger.lay(scene, reactionStrategy(onDelete.reaction).duties(scene, 'delete', guard))
      ledger.lay(scene, reactionStrategy(onUpdate.reaction).duties(scene, 'update', guard))
      return { ...planned, guard, delete: onDelete, update: onUpdate }
    })
  const weak = refuseUnsafeChoices(objections)
  return { references, obligations: ledger.all(), diagnostics: [...diagnostics, ...weak] }
}

/** Columns in the order of the relation, so that references that name them in another order mean the same key. */
function referencedKeyOf(catalog: Catalog, key: ForeignKey, end: ReferenceEnd): ReferenceEnd {
  const { columns } = objectAs(catalog, key.referenced, 'relation')
  return { ...end, columns: columns.map(({ name }) => name).filter((name) => end.columns.includes(name)) }
}
