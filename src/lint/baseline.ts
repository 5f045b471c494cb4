import { z } from 'zod'
import { FountainError } from '../core/fountain-error.ts'
import { compareText } from '../core/order.ts'
import { findingIdentity, type Finding } from './finding.ts'
import { isRecordable } from './rule-registry.ts'

const entrySchema = z.strictObject({
  rule: z.string().min(1),
  subject: z.string().min(1),
  reason: z.string().optional(),
  owner: z.string().optional(),
  issue: z.string().optional(),
  expires: z.iso.date().optional(),
})

const baselineSchema = z.strictObject({ version: z.literal(1), entries: z.array(entrySchema) })

/** A crossing that is known and may stay for now. `expires` is a day, inclusive, as YYYY-MM-DD. */
export type BaselineEntry = z.infer<typeof entrySchema>

/** Entries sorted by rule and subject; no lines, times or counts, so that merges stay quiet. */
export interface Baseline {
  readonly entries: readonly BaselineEntry[]
}

/** Reads a baseline's text; throws where it is damaged, for then nobody knows what was agreed. */
export function parseBaseline(text: string, file: string): Baseline {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (cause) {
    throw damaged(file, cause instanceof Error ? cause.message : 'not JSON')
  }
  const parsed = baselineSchema.safeParse(value)
  if (!parsed.success) {
    const issue = parsed.error.issues[0]
    throw damaged(file, `${issue?.path.join('.') || 'top level'}: ${issue?.message ?? 'unexpected shape'}`)
  }
  return { entries: sortEntries(parsed.data.entries) }
}

export function printBaseline(baseline: Baseline): string {
  const entries = sortEntries(baseline.entries).map(({ rule, subject, reason, owner, issue, expires }) => ({
    rule,
    subject,
    reason,
    owner,
    issue,
    expires,
  }))
  return `${JSON.stringify({ version: 1, entries }, null, 2)}\n`
}

/** What a new entry is recorded with. */
export interface AdditionTerms {
  readonly reason: string
  readonly owner?: string
  readonly issue?: string
  readonly expires?: string
}

export interface BaselineUpdate {
  readonly baseline: Baseline
  readonly added: number
  readonly removed: number
  /** New findings that stay new, since nobody allowed additions. */
  readonly refused: number
}

/**
 * The baseline after an update: entries that still match stay as they are, others go unless `keep` says that nobody looked;
 * new findings come in only under terms. Expired entries that still match are renewed only under terms.
 */
export function updateBaseline(
  baseline: Baseline,
  findings: readonly Finding[],
  terms: AdditionTerms | undefined,
  keep: (entry: BaselineEntry) => boolean = () => false,
): BaselineUpdate {
  const present = new Map(
    findings
      .filter((finding) => finding.state !== 'stale' && isRecordable(finding.rule))
      .map((finding) => [findingIdentity(finding), finding]),
  )
  const kept = baseline.entries.filter((entry) => present.has(findingIdentity(entry)) || keep(entry))
  const keptIdentities = new Set(kept.map(findingIdentity))
  const open = [...present].filter(([, finding]) => finding.state === 'new')
  const expired = new Set(open.map(([identity]) => identity).filter((identity) => keptIdentities.has(identity)))
  const fresh = open.filter(([identity]) => !keptIdentities.has(identity))
  const renewed = kept.map((entry) =>
    terms !== undefined && expired.has(findingIdentity(entry)) ? { ...entry, expires: undefined, ...terms } : entry,
  )
  const additions = terms === undefined ? [] : fresh.map(([, { rule, subject }]) => ({ rule, subject, ...terms }))
  return {
    baseline: { entries: sortEntries([...renewed, ...additions]) },
    added: additions.length,
    removed: baseline.entries.length - kept.length,
    refused: terms === undefined ? open.length : 0,
  }
}

function sortEntries(entries: readonly BaselineEntry[]): BaselineEntry[] {
  return [...entries].sort((a, b) => compareText(a.rule, b.rule) || compareText(a.subject, b.subject))
}

function damaged(file: string, why: string): FountainError {
  return new FountainError('damaged-baseline', `${file} is not a baseline: ${why}`, {
    hint: 'Restore it from version control, or make a new one: lint --update-baseline --allow-additions --reason "…".',
  })
}
