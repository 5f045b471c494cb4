import type { Obligation, ReferentialEvent } from '../../plan/obligation.ts'
import type { PlannedReference, SplitPlan } from '../../plan/split-plan.ts'

/**
 * What a reference cannot do without, whatever strategies add: a guard, and for each action somebody who keeps it. Tells
 * what of that the plan does not lay on anybody.
 */
export function missingObligations(
  { obligations }: Pick<SplitPlan, 'obligations'>,
  reference: PlannedReference,
): string[] {
  const own = obligations.filter(({ references }) => references.includes(reference.id))
  const has = (test: (obligation: Obligation) => boolean) => own.some(test)
  const missing: string[] = []
  if (!has(({ kind }) => kind === 'guard-write')) missing.push('guard-write')
  if (reference.guard === 'replicate' && !has(({ kind }) => kind === 'keep-replica')) missing.push('keep-replica')
  for (const on of ['delete', 'update'] as const)
    for (const kind of keepersOf(reference, on))
      if (!has((each) => each.kind === kind && (!('on' in each) || each.on === on))) missing.push(`${kind} (${on})`)
  return missing
}

function keepersOf({ guard, ...reference }: PlannedReference, on: ReferentialEvent): readonly Obligation['kind'][] {
  switch (reference[on]?.reaction) {
    case undefined:
      return []
    case 'event':
      return ['publish-events', 'consume-events', ...(guard === 'replicate' ? [] : (['apply-action'] as const))]
    case 'saga':
      return ['coordinate-release', 'vote-on-release', ...(guard === 'replicate' ? [] : (['publish-events', 'consume-events', 'apply-action'] as const))] // prettier-ignore
    case 'refuse':
      return ['refuse-key-change']
  }
}
