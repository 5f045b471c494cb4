import type { Diagnostic } from '../core/diagnostic.ts'
import { FountainError } from '../core/fountain-error.ts'
import type { PlannedForeignKey } from './split-plan.ts'
import type { Fitness } from './strategy.ts'

/** Something that speaks against what the configuration chose. */
export interface Objection extends Fitness {
  readonly key: PlannedForeignKey
  readonly part: 'guard' | 'delete' | 'update'
  readonly chosen: string
  readonly proposed: string
}

/** A choice that keeps less than the proposal is told; one that breaks what the constraint declares stops us. */
export function refuseUnsafeChoices(objections: readonly Objection[]): Diagnostic[] {
  const refused = objections.filter(({ verdict }) => verdict === 'unsafe' || verdict === 'impossible')
  const [first] = refused
  if (first === undefined) return objections.map(weakStrategy)
  const lines = refused.map(({ key, part, chosen, verdict, because }) =>
    [`${key.id}: ${part}: ${chosen} is ${verdict}`, ...because.map((sentence) => `    ${sentence}`)].join('\n  '),
  )
  const hints = [...new Set(refused.map(({ part, proposed }) => `${part}: ${proposed}`))]
  throw new FountainError(
    first.verdict === 'unsafe' ? 'unsafe-strategy' : 'impossible-strategy',
    `references of the configuration choose what cannot keep the foreign key:\n  ${lines.join('\n  ')}`,
    { hint: `Leave it out, and what is proposed holds: ${hints.join(', ')}. See docs/strategies.md.`, evidence: first.key.evidence }, // prettier-ignore
  )
}

function weakStrategy({ key, part, chosen, proposed, because }: Objection): Diagnostic {
  return {
    code: 'weak-strategy',
    severity: 'warning',
    subject: key.id,
    message: `${key.id}: ${part}: ${chosen} keeps less than ${proposed} would. ${because.join(' ')}`,
    hint: `Take ${part} out of its entry under references: and ${proposed} holds.`,
    evidence: key.evidence,
  }
}
