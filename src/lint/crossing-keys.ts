import type { Evidence } from '../core/diagnostic.ts'
import { referenceEnds, type ReferenceEnds } from './reference-names.ts'
import type { LintContext } from './rule.ts'

export interface CrossingKey extends ReferenceEnds {
  readonly service: string
  readonly toService: string
  readonly evidence: Evidence
}

const found = new WeakMap<LintContext, readonly CrossingKey[]>()

/** The foreign keys that cross a boundary, in the couplings' order; several rules ask. */
export function crossingKeys(context: LintContext): readonly CrossingKey[] {
  const known = found.get(context) ?? [...findCrossingKeys(context)]
  found.set(context, known)
  return known
}

function* findCrossingKeys(context: LintContext): Iterable<CrossingKey> {
  for (const coupling of context.couplings) {
    if (coupling.kind !== 'foreign-key') continue
    const key = context.catalog.objects[coupling.object]
    if (key?.kind !== 'foreign-key') continue
    yield {
      ...referenceEnds(context.catalog, key),
      service: coupling.from.service,
      toService: coupling.to.service,
      evidence: coupling.evidence,
    }
  }
}
