import { objectAs } from '../catalog/catalog.ts'
import type { PlannedReference } from '../plan/split-plan.ts'
import type { CrossingKey } from './crossing-keys.ts'
import { crossingKeys } from './crossing-keys.ts'
import type { LintContext } from './rule.ts'

export interface PlannedKey extends CrossingKey {
  readonly reference: PlannedReference
}

/** The foreign keys that cross, with what the plan has for each. */
export function* plannedKeys(context: LintContext): Iterable<PlannedKey> {
  const identity = (schema: string, relation: string, constraint: string): string => [schema, relation, constraint].join('\0') // prettier-ignore
  const references = new Map(
    context.plan().references.map((reference) => {
      const { schema, relation } = reference.referencing
      return [identity(schema, relation, reference.constraint), reference]
    }),
  )
  for (const crossing of crossingKeys(context)) {
    const { schema, name } = objectAs(context.catalog, crossing.key.of, 'relation')
    const reference = references.get(identity(schema, name, crossing.key.name))
    if (reference !== undefined) yield { ...crossing, reference }
  }
}
