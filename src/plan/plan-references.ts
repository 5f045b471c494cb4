import type { Boundary } from '../boundary/boundary.ts'
import type { Catalog } from '../catalog/catalog.ts'
import type { Config } from '../config/config.ts'
import type { Diagnostic } from '../core/diagnostic.ts'
import { chooseStrategies } from './choose-strategies.ts'
import { refuseUnsafeChoices, type Objection } from './choice-diagnostics.ts'
import { ObligationLedger } from './lay-obligations.ts'
import type { Obligation } from './obligation.ts'
import type { KeysInPlan } from './plan-foreign-keys.ts'
import { sceneMaker } from './reference-scene.ts'
import { resolveChoices } from './resolve-choices.ts'
import type { PlannedReference } from './split-plan.ts'
import { guardStrategy, reactionStrategy } from './strategy-registry.ts'
import { withFields } from '../core/with-fields.ts'

/**
 * For each crossing foreign key a guard and two reactions, as proposed or as the configuration has it, and the obligations
 * that follow. Throws FountainError (exit 2) for choices that are unsafe or impossible.
 */
export function planReferences(
  catalog: Catalog,
  boundary: Boundary,
  keys: KeysInPlan,
  entries: NonNullable<Config['references']>,
): { references: PlannedReference[]; obligations: () => Obligation[]; diagnostics: Diagnostic[] } {
  const { choices, diagnostics } = resolveChoices(entries, keys)
  const sceneOf = sceneMaker(catalog, boundary, keys.crossing, choices)
  const ledger = new ObligationLedger()
  const objections: Objection[] = []
  const references = keys.crossing.map((key): PlannedReference => {
    const { planned } = key
    if (planned.form !== undefined || planned.referencing.service === '' || planned.referenced.service === '')
      return withFields(planned, { guard: null, delete: null, update: null })
    const scene = sceneOf(key)
    const chosen = chooseStrategies(scene, choices.get(planned.id) ?? {})
    objections.push(...chosen.objections)
    const { guard, delete: onDelete, update: onUpdate } = chosen
    ledger.lay(scene, () => [
      ...guardStrategy(guard).duties(scene),
      ...reactionStrategy(onDelete.reaction).duties(scene, 'delete', guard),
      ...reactionStrategy(onUpdate.reaction).duties(scene, 'update', guard),
    ])
    return withFields(planned, { guard, delete: onDelete, update: onUpdate })
  })
  const weak = refuseUnsafeChoices(objections)
  return { references, obligations: () => ledger.all(), diagnostics: [...diagnostics, ...weak] }
}
