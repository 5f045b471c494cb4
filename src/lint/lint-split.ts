import type { Severity } from '../core/diagnostic.ts'
import { compareText } from '../core/order.ts'
import { covers, type Allowance } from './allowance.ts'
import type { Baseline, BaselineEntry } from './baseline.ts'
import { findingIdentity, type Finding, type LintReport, type SuppressedFinding } from './finding.ts'
import { ownRules } from './own-rules.ts'
import { rules } from './rule-registry.ts'
import type { Discovery, LintContext, Rule } from './rule.ts'
import { findSuppressions, type Suppression } from './suppressions.ts'

export type RuleSetting = Severity | 'off'

export interface LintOptions {
  /** By rule id; unset rules keep their own severity. */
  readonly severities: ReadonlyMap<string, RuleSetting>
  readonly allowances: readonly Allowance[]
  readonly baseline: Baseline
  /** Name of the baseline's file, for evidence. */
  readonly baselineFile: string
  /** YYYY-MM-DD, for expiry. */
  readonly today: string
  /** Only part of the schema was read: entries that nothing matches may belong to the rest. */
  readonly partial: boolean
  /** Identities that stood at an earlier revision; these count as known. */
  readonly earlier?: ReadonlySet<string>
}

interface Judged {
  readonly rule: Rule
  readonly severity: Severity
  readonly discovery: Discovery
}

/** Runs the rules and sorts what they find into new, known, stale and suppressed. */
export function lintSplit(context: LintContext, options: LintOptions): LintReport {
  const suppressions = findSuppressions(context.catalog)
  const usedSuppressions = new Set<Suppression>()
  const usedAllowances = new Set<Allowance>()
  const entries = new Map(options.baseline.entries.map((entry) => [findingIdentity(entry), entry]))
  const matched = new Set<string>()
  const findings: Finding[] = []
  const suppressed: SuppressedFinding[] = []

  for (const judged of judge(context, options)) {
    const identity = findingIdentity({ rule: judged.rule.id, subject: judged.discovery.subject })
    const entry = entries.get(identity)
    if (entry !== undefined) matched.add(identity)
    const comment = suppressions.find((suppression) => allows(suppression, judged))
    if (comment !== undefined) usedSuppressions.add(comment)
    const allowance = options.allowances.find((candidate) => covers(candidate, judged.rule.id, judged.discovery))
    if (allowance !== undefined) usedAllowances.add(allowance)
    if (comment !== undefined)
      suppressed.push({ ...toFinding(judged, 'known'), reason: comment.reason, suppressedBy: 'comment' })
    else if (allowance !== undefined)
      suppressed.push({ ...toFinding(judged, 'known'), reason: allowance.reason, suppressedBy: 'configuration' })
    else findings.push(settle(judged, entry, identity, options))
  }
  for (const finding of ownFindings(options, suppressions, usedSuppressions, usedAllowances, matched))
    findings.push(finding)

  const count = (state: Finding['state']): number => findings.filter((finding) => finding.state === state).length
  return {
    findings: findings.sort(compareFindings),
    suppressed: suppressed.sort(compareFindings) as SuppressedFinding[],
    summary: { new: count('new'), known: count('known'), stale: count('stale'), suppressed: suppressed.length },
  }
}

/** What the rules find, once for each identity: of several the one that is written first. */
function judge(context: LintContext, options: LintOptions): Judged[] {
  const found = new Map<string, Judged>()
  for (const rule of rules) {
    const severity = options.severities.get(rule.id) ?? rule.severity
    if (severity === 'off') continue
    for (const discovery of rule.find(context)) {
      const identity = findingIdentity({ rule: rule.id, subject: discovery.subject })
      if (!found.has(identity)) found.set(identity, { rule, severity, discovery })
    }
  }
  return [...found.values()]
}

function allows(suppression: Suppression, { rule, discovery }: Judged): boolean {
  return (
    suppression.rule === rule.id &&
    suppression.reason !== '' &&
    suppression.statement !== undefined &&
    suppression.statement === discovery.statement
  )
}

function settle(judged: Judged, entry: BaselineEntry | undefined, identity: string, options: LintOptions): Finding {
  if (entry === undefined) return toFinding(judged, options.earlier?.has(identity) === true ? 'known' : 'new')
  const reason = entry.reason === undefined ? {} : { reason: entry.reason }
  if (entry.expires === undefined || entry.expires >= options.today) return { ...toFinding(judged, 'known'), ...reason }
  const finding = toFinding(judged, 'new')
  return { ...finding, ...reason, message: `${finding.message}; its baseline entry expired on ${entry.expires}` }
}

function toFinding({ rule, severity, discovery }: Judged, state: Finding['state']): Finding {
  return {
    rule: rule.id,
    severity,
    subject: discovery.subject,
    message: discovery.message,
    hint: discovery.hint,
    evidence: discovery.evidence ?? null,
    state,
    service: discovery.service,
  }
}

/** Findings about the book-keeping: comments, allowances, baseline, rule names. */
function* ownFindings(
  options: LintOptions,
  suppressions: readonly Suppression[],
  usedSuppressions: ReadonlySet<Suppression>,
  usedAllowances: ReadonlySet<Allowance>,
  matched: ReadonlySet<string>,
): Iterable<Finding> {
  const own = (
    rule: keyof typeof ownRules,
    subject: string,
    message: string,
    hint: string,
    more: Partial<Finding> = {},
  ): Finding[] => {
    const severity = options.severities.get(rule) ?? ownRules[rule].severity
    if (severity === 'off') return []
    return [{ rule, severity, subject, message, hint, evidence: null, state: 'new', service: '', ...more }]
  }
  const known = new Set<string>([...rules.map((rule) => rule.id), ...Object.keys(ownRules)])
  const list = 'See fountain-split explain for the list.'

  for (const suppression of suppressions) {
    const { evidence, rule } = suppression
    if (!known.has(rule))
      yield* own('unknown-rule', rule, `a comment allows ${rule || 'nothing'}, which is no rule`, list, { evidence })
    else if (suppression.reason === '')
      yield* own('suppression-without-reason', rule, `a comment allows ${rule} without a reason`, `Write -- fountain-split-ignore ${rule} <reason>.`, { evidence }) // prettier-ignore
    else if (!usedSuppressions.has(suppression))
      yield* own('unused-suppression', rule, `a comment allows ${rule}, which is not found there`, 'Remove the comment.', { evidence }) // prettier-ignore
  }
  for (const allowance of options.allowances) {
    for (const rule of allowance.rules ?? [])
      if (!known.has(rule)) yield* own('unknown-rule', rule, `lint.allow names ${rule}, which is no rule`, list)
    if (!usedAllowances.has(allowance) && !options.partial)
      yield* own('unused-suppression', `${allowance.from} -> ${allowance.to}`, `lint.allow has ${allowance.from} -> ${allowance.to}, which nothing needs`, 'Remove it from the configuration.') // prettier-ignore
  }
  for (const rule of options.severities.keys())
    if (!known.has(rule)) yield* own('unknown-rule', rule, `lint.rules names ${rule}, which is no rule`, list)
  if (options.partial) return
  for (const entry of options.baseline.entries) {
    if (matched.has(findingIdentity(entry))) continue
    yield* own(
      'stale-baseline',
      `${entry.rule}: ${entry.subject}`,
      `${options.baselineFile} knows ${entry.rule} ${entry.subject}, which is gone`,
      'Run lint --update-baseline: it removes what is gone, and adds nothing.',
      { state: 'stale' },
    )
  }
}

function compareFindings(a: Finding, b: Finding): number {
  return (
    compareText(a.evidence?.file ?? '', b.evidence?.file ?? '') ||
    (a.evidence?.line ?? 0) - (b.evidence?.line ?? 0) ||
    (a.evidence?.column ?? 0) - (b.evidence?.column ?? 0) ||
    compareText(a.rule, b.rule) ||
    compareText(a.subject, b.subject)
  )
}
