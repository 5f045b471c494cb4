import type { Catalog } from '../catalog/catalog.ts'
import { quoteColumns } from '../core/identifier.ts'
import type { Coupling, CouplingKind } from '../coupling/coupling.ts'
import type { Discovery, LintContext, Rule } from './rule.ts'

/** A rule that finds every coupling of some kinds. */
export function crossingRule(kinds: readonly CouplingKind[], rule: Omit<Rule, 'find'>): Rule {
  return {
    ...rule,
    *find(context) {
      for (const coupling of context.couplings)
        if (kinds.includes(coupling.kind) && crosses(coupling)) yield describeCrossing(context, coupling)
    },
  }
}

/**
 * What only follows from a crossing is found with it. A function that touches no data does the same in every copy; copies
 * of types can come to disagree.
 */
function crosses({ kind, outcome, follows }: Coupling): boolean {
  return follows === undefined && (outcome !== 'copied' || kind === 'type')
}

/** A coupling as a discovery; the subject names both ends, no constraint, no line. */
function describeCrossing(context: LintContext, coupling: Coupling): Discovery {
  const object = context.catalog.objects[coupling.object]
  const from = lastingName(context.catalog, coupling)
  return {
    subject: `${from} -> ${coupling.to.object}`,
    service: coupling.from.service,
    toService: coupling.to.service,
    message: tellReach(from, coupling),
    hint: coupling.resolution,
    ...(object === undefined ? {} : { statement: coupling.cut?.statement ?? object.statement }),
    evidence: coupling.evidence,
  }
}

function tellReach(name: string, { from, to }: Coupling): string {
  const who = from.service === '' ? `${name} (of no service)` : `${name} of ${from.service}`
  if (to.service === '') return `${who} has ${to.object}: nobody knows what it reaches`
  return `${who} reaches ${to.object}${to.object.endsWith(` of ${to.service}`) ? '' : ` of ${to.service}`}`
}

/** How a baseline knows the crossing object: constraints come and go under other names, so theirs is what they check. */
function lastingName(catalog: Catalog, { object, from }: Coupling): string {
  const constraint = catalog.objects[object]
  if (constraint?.kind !== 'constraint') return from.object
  const checked = constraint.of === undefined ? undefined : catalog.objects[constraint.of]
  return checked === undefined ? from.object : `check of ${quoteColumns(checked, [...constraint.columns].sort())}`
}
