import type { Severity } from '../core/diagnostic.ts'

/** A rule about the linter's own book-keeping: judged while findings are sorted, not over the schema. */
export interface OwnRule {
  readonly id: string
  readonly severity: Severity
  readonly summary: string
  readonly why: string
}

export const ownRules = {
  'stale-baseline': {
    id: 'stale-baseline',
    severity: 'error',
    summary: 'A baseline entry matches nothing any more, or has expired.',
    why: `The baseline is the list of crossings that are known and still to be removed. An entry that nothing matches is progress that nobody recorded:
as long as it stands, the crossing may come back unseen. Run lint --update-baseline; it only removes. An entry past its expiry date has broken its promise:
remove the crossing, or agree on a new date.`,
  },
  'unused-suppression': {
    id: 'unused-suppression',
    severity: 'warning',
    summary: 'A fountain-split-ignore comment, or an allowed direction, allows nothing.',
    why: `A comment that allows what is not there will one day allow what nobody meant. Remove it.`,
  },
  'suppression-without-reason': {
    id: 'suppression-without-reason',
    severity: 'error',
    summary: 'A fountain-split-ignore comment gives no reason.',
    why: `Whoever reads the comment next must be able to tell whether it still holds. Write it as
\`-- fountain-split-ignore <rule> <reason>\`. Without a reason it allows nothing.`,
  },
  'unknown-rule': {
    id: 'unknown-rule',
    severity: 'error',
    summary: 'A comment, the configuration or the baseline names a rule that does not exist.',
    why: `A misspelt rule allows nothing, and nobody notices until the build fails. \`fountain-split explain\` lists the rules.`,
  },
} as const satisfies Record<string, OwnRule>
