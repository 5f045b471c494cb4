import type { PlannedReference } from './split-plan.ts'

/** Whether what is generated keeps a reference's promises, as far as its tiers say: not where an end of it belongs to no service. */
export function isReplaced({ guard }: Pick<PlannedReference, 'guard'>): boolean {
  return guard !== null
}
