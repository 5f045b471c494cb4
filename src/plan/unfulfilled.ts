import { groupBy } from '../core/group.ts'
import { compareText } from '../core/order.ts'
import type { Obligation, ObligationKind } from './obligation.ts'
import { isFulfilled } from './obligation.ts'
import type { PlannedReference, SplitPlan } from './split-plan.ts'

/** Kinds of obligation that a reference needs and that the files of `generate` do not fulfil, sorted. */
export function unfulfilled(
  { obligations }: Pick<SplitPlan, 'obligations'>,
  { id }: Pick<PlannedReference, 'id'>,
): ObligationKind[] {
  return openKinds(obligations).get(id) ?? []
}

const known = new WeakMap<readonly Obligation[], ReadonlyMap<string, ObligationKind[]>>()

/** By reference, the kinds that are open. Every reference of a plan is asked about, so all are found at once. */
function openKinds(obligations: readonly Obligation[]): ReadonlyMap<string, ObligationKind[]> {
  let kinds = known.get(obligations)
  if (kinds === undefined) {
    const open = obligations.filter((each) => !isFulfilled(each))
    const byReference = groupBy(
      open.flatMap(({ kind, references }) => references.map((id) => ({ kind, id }))),
      ({ id }) => id,
    )
    kinds = new Map([...byReference].map(([id, all]) => [id, [...new Set(all.map(({ kind }) => kind))].sort(compareText)])) // prettier-ignore
    known.set(obligations, kinds)
  }
  return kinds
}

/** Whether what is generated keeps a reference's promises, as far as its tiers say. */
export function isReplaced(plan: Pick<SplitPlan, 'obligations'>, reference: PlannedReference): boolean {
  return reference.guard !== null && unfulfilled(plan, reference).length === 0
}
