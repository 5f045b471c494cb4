import { compareText } from '../core/order.ts'
import type { ObligationKind } from './obligation.ts'
import { isFulfilled } from './obligation.ts'
import type { PlannedReference, SplitPlan } from './split-plan.ts'

/** Kinds of obligation that a reference needs and that the files of `generate` do not fulfil, sorted. */
export function unfulfilled(
  { obligations }: Pick<SplitPlan, 'obligations'>,
  { id }: Pick<PlannedReference, 'id'>,
): ObligationKind[] {
  const open = obligations.filter((each) => each.references.includes(id) && !isFulfilled(each))
  return [...new Set(open.map(({ kind }) => kind))].sort(compareText)
}

/** Whether what is generated keeps a reference's promises, as far as its tiers say. */
export function isReplaced(plan: Pick<SplitPlan, 'obligations'>, reference: PlannedReference): boolean {
  return reference.guard !== null && unfulfilled(plan, reference).length === 0
}
