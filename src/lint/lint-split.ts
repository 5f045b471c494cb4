import type { Severity } from '../core/diagnostic.ts'
import { groupBy } from '../core/group.ts'
import { compareText } from '../core/order.ts'
import { covers, type Allowance } from './allowance.ts'
import type { BaselineEntry } from './baseline.ts'
import { findingIdentity, type Finding, type LintReport, type SuppressedFinding } from './finding.ts'
import type { LintOptions } from './lint-options.ts'
import { ownFindings } from './own-findings.ts'
import { rules } from './rule-registry.ts'
import type { Discovery, LintContext, Rule } from './rule.ts'
import { findSuppressions, type Suppression } from './suppressions.ts'

interface Judged {
  readonly rule: Rule
  readonly severity: Severity
  readonly discovery: Discovery
}

/** Runs the rules and sorts what they find into new, known, stale and suppressed. */
export function lintSplit(context: LintContext, options: LintOptions): LintReport {
  const suppressions = findSuppressions(context.catalog)
  const placed = suppressions.filter(({ statement }) => statement !== undefined)
  const at = groupBy(placed, ({ statement }) => statement)
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
    const comment = at.get(judged.discovery.statement ?? -1)?.find((suppression) => allows(suppression, judged))
    if (comment !== undefined) usedSuppressions.add(comment)
    const allowance = options.allowances.find((candidate) => covers(candidate, judged.rule.id, judged.discovery))
    if (allowance !== undefined) usedAllowances.add(allowance)
    if (comment !== undefined)
      suppressed.push({ ...toFinding(judged, 'known'), reason: comment.reason, suppressedBy: 'comment' })
    else if (allowance !== undefined)
      suppressed.push({ ...toFinding(judged, 'known'), reason: allowance.reason, suppressedBy: 'configuration' })
    else findings.push(settle(judged, entry, identity, options))
  }
  const books = { catalog: context.catalog, options, suppressions, usedSuppressions, usedAllowances, matched }
  for (const finding of ownFindings(books))
    findings.push(finding.state === 'new' && earlier(finding, options) ? { ...finding, state: 'known' } : finding)

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

function allows(suppression: Suppression, { rule }: Judged): boolean {
  return suppression.rule === rule.id && suppression.reason !== ''
}

function settle(judged: Judged, entry: BaselineEntry | undefined, identity: string, options: LintOptions): Finding {
  if (entry === undefined) return toFinding(judged, options.earlier?.has(identity) === true ? 'known' : 'new')
  const reason = entry.reason === undefined ? {} : { reason: entry.reason }
  if (entry.expires === undefined || entry.expires >= options.today) return { ...toFinding(judged, 'known'), ...reason }
  // Past its day it fails, whatever the rule's severity: that was the promise.
  const finding: Finding = { ...toFinding(judged, 'new'), severity: 'error' }
  return { ...finding, ...reason, message: `${finding.message}; its baseline entry expired on ${entry.expires}` }
}

function earlier(finding: Finding, options: LintOptions): boolean {
  return options.earlier?.has(findingIdentity(finding)) === true
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

function compareFindings(a: Finding, b: Finding): number {
  return (
    compareText(a.evidence?.file ?? '', b.evidence?.file ?? '') ||
    (a.evidence?.line ?? 0) - (b.evidence?.line ?? 0) ||
    (a.evidence?.column ?? 0) - (b.evidence?.column ?? 0) ||
    compareText(a.rule, b.rule) ||
    compareText(a.subject, b.subject)
  )
}

/** The identities of all that is found in a schema, allowed or not: what an earlier revision is remembered by. */
export function findIdentities(context: LintContext, severities: LintOptions['severities']): Set<string> {
  const report = lintSplit(context, {
    severities,
    allowances: [],
    baseline: { entries: [] },
    baselineFile: '',
    today: '',
    partial: true,
  })
  // What the configuration has wrong is not the schema's past.
  const found = report.findings.filter((finding) => finding.rule !== 'unknown-rule' || finding.evidence !== null)
  return new Set([...found, ...report.suppressed].map(findingIdentity))
}
