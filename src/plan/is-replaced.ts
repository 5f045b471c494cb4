import type { PlannedReference } from './split-plan.ts'

/**
 * Whether what is generated keeps a reference's promises, as far as its tiers say: not where an end of it belongs to no service, nor
 * where it is no ordinary one.
 */
export function isReplaced({ guard }: Pick<PlannedReference, 'guard'>): boolean {
  return guard !== null
}

/** Of one that is not: why. */
export function whyNotReplaced({ form }: Pick<PlannedReference, 'form'>): string {
  if (form === 'period') return 'it asks whether rows cover a span, which a copy of keys does not tell'
  if (form === 'not enforced') return 'PostgreSQL does not enforce it'
  return 'one end belongs to no service'
}
