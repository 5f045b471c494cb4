import type { PlannedForeignKey } from './split-plan.ts'

/** What a guard in the service's own code refuses beyond a key that looks at the commit: sentences. */
export function looksEarlier({ deferrable }: Pick<PlannedForeignKey, 'deferrable'>): readonly string[] {
  return deferrable === 'initially deferred'
    ? ['The constraint looks at the commit; this guard looks after each statement, and refuses then.']
    : []
}
