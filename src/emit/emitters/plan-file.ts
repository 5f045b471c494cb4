import type { SplitPlan } from '../../plan/split-plan.ts'
import type { Emitter } from '../emitter.ts'

/**
 * The plan as JSON: all decisions, with the hash of what they were made from. Where each statement went, the migrations show;
 * our own numbers of statements stay out.
 */
export const planFile: Emitter = {
  id: 'plan-file',
  *emit({ plan }) {
    const { routes: _routes, cluster: _cluster, couplings, schemaVersion, ...rest } = plan
    const content = {
      schemaVersion,
      generator: 'fountain-split',
      ...rest,
      removals: plan.removals.map(({ statement: _statement, ...removal }) => removal),
      reported: plan.reported.map(({ statement: _statement, ...report }) => report),
      couplings: couplings.map(published),
    }
    yield { path: 'plan.json', text: `${JSON.stringify(content, null, 2)}\n`, kind: 'generated' }
  },
}

type Coupling = SplitPlan['couplings'][number]

/** Without our own numbers. */
function published({
  kind,
  from,
  to,
  evidence,
  outcome,
  resolution,
}: Coupling): Omit<Coupling, 'object' | 'target' | 'cut'> {
  return { kind, from, to, evidence, outcome, resolution }
}
