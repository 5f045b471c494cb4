import { evidenceAt } from '../catalog/catalog.ts'
import type { Evidence } from '../core/diagnostic.ts'
import { referenceEnds, type ReferenceEnds } from './reference-names.ts'
import type { LintContext } from './rule.ts'

export interface CrossingKey extends ReferenceEnds {
  readonly service: string
  readonly toService: string
  readonly evidence: Evidence
}

/** The foreign keys that cross a boundary, in the couplings' order. */
export function* crossingKeys(context: LintContext): Iterable<CrossingKey> {
  for (const coupling of context.couplings) {
    if (coupling.kind !== 'foreign-key') continue
    const key = context.catalog.objects[coupling.object]
    if (key?.kind !== 'foreign-key') continue
    yield {
      ...referenceEnds(context.catalog, key),
      service: coupling.from.service,
      toService: coupling.to.service,
      evidence: evidenceAt(context.catalog, key.statement, key.at, key.end),
    }
  }
}
