import { compareText } from '../core/order.ts'
import type { ObligationKind } from './obligation.ts'
import { fulfilledKinds } from './obligation.ts'
import type { PlannedReference, SplitPlan } from './split-plan.ts'

/** Kinds of obligation that a reference needs and that the files of `generate` do not fulfil, sorted. */
export function unfulfilled(
  { obligations }: Pick<SplitPlan, 'obligations'>,
  { id }: Pick<PlannedReference, 'id'>,
  fulfilled: ReadonlySet<ObligationKind> = fulfilledKinds,
): ObligationKind[] {
  const kinds = obligations.filter(({ references }) => references.includes(id)).map(({ kind }) => kind)
  return [...new Set(kinds)].filter((kind) => !fulfilled.has(kind)).sort(compareText)
}

/** Whether what is generated keeps a reference's promises, as far as its tiers say. */
export function isReplaced(plan: Pick<SplitPlan, 'obligations'>, reference: PlannedReference): boolean {
  return reference.guard !== null && unfulfilled(plan, reference).length === 0
}
