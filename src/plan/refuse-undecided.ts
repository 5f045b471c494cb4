import { FountainError } from '../core/fountain-error.ts'
import type { SplitPlan } from './split-plan.ts'

const undecided = new Set(['unassigned-relation', 'twice-assigned-relation', 'shared-schema'])
const shown = 8

/**
 * Throws FountainError `undecided-boundary` (exit 2) where a relation has not one owner, or a layout cannot part them: a migration
 * that lacks relations may be applied before anybody notices. With `keepGoing` what has no owner is left out.
 */
export function refuseUndecided({ diagnostics }: Pick<SplitPlan, 'diagnostics'>, keepGoing: boolean): void {
  const found = diagnostics.filter(({ code }) => undecided.has(code))
  const first = found[0]
  if (first === undefined || (keepGoing && found.every(({ code }) => code !== 'shared-schema'))) return
  const lines = found.slice(0, shown).map(({ message }) => `  ${message}`)
  if (found.length > shown) lines.push(`  and ${found.length - shown} more`)
  throw new FountainError('undecided-boundary', `the boundary between services is not drawn:\n${lines.join('\n')}`, {
    hint: first.hint,
    ...(first.evidence === undefined ? {} : { evidence: first.evidence }),
  })
}
