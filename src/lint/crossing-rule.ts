import type { Coupling, CouplingKind } from '../coupling/coupling.ts'
import type { Discovery, LintContext, Rule } from './rule.ts'

/** A rule that finds every coupling of some kinds. */
export function crossingRule(
  kinds: readonly CouplingKind[],
  rule: Omit<Rule, 'find'> & { readonly accepts?: (coupling: Coupling) => boolean },
): Rule {
  const { accepts = () => true, ...rest } = rule
  return {
    ...rest,
    *find(context) {
      for (const coupling of context.couplings)
        if (kinds.includes(coupling.kind) && accepts(coupling)) yield describeCrossing(context, coupling)
    },
  }
}

/** A coupling as a discovery; the subject names both ends, no constraint, no line. */
export function describeCrossing(context: LintContext, coupling: Coupling): Discovery {
  const object = context.catalog.objects[coupling.object]
  const to = coupling.to.service === '' ? 'an unknown service' : coupling.to.service
  return {
    subject: `${coupling.from.object} -> ${coupling.to.object}`,
    service: coupling.from.service,
    toService: coupling.to.service,
    message: `${coupling.from.object} of ${coupling.from.service || 'no service'} reaches ${coupling.to.object} of ${to}`,
    hint: coupling.resolution,
    ...(object === undefined ? {} : { statement: coupling.cut?.statement ?? object.statement }),
    evidence: coupling.evidence,
  }
}
