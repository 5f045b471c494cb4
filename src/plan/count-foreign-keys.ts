import type { SplitPlan } from './split-plan.ts'

type Keys = Pick<SplitPlan, 'foreignKeys'>

const counters = new WeakMap<Keys, () => number>()

/** How many foreign keys a plan has. One that gathers what is asked of it counts them without describing each. */
export function countForeignKeys(plan: Keys): number {
  return counters.get(plan)?.() ?? plan.foreignKeys.length
}

export function countBy(plan: Keys, count: () => number): void {
  counters.set(plan, count)
}
