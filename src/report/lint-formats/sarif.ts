import { SarifBuilder, SarifResultBuilder, SarifRuleBuilder, SarifRunBuilder } from 'node-sarif-builder'
import type { Finding, SuppressedFinding } from '../../lint/finding.ts'
import { fingerprint, rulePage } from '../finding-fingerprint.ts'
import type { RuleCard } from '../../lint/rule-card.ts'
import type { LintFormat, LintOutput } from '../lint-format.ts'

const levels = { error: 'error', warning: 'warning', info: 'note' } as const

/** SARIF 2.1.0: fingerprints free of lines, known findings as unchanged and suppressed outside, allowed ones in source. */
export const sarif: LintFormat = {
  id: 'sarif',
  repositoryPaths: true,
  print({ report, rules, version }: LintOutput) {
    const run = new SarifRunBuilder().initSimple({
      toolDriverName: 'fountain-split',
      toolDriverVersion: version,
      url: 'https://github.com/fountain-split/fountain-split',
    })
    for (const rule of rules) run.addRule(ruleOf(rule))
    for (const finding of report.findings) run.addResult(resultOf(finding))
    for (const finding of report.suppressed) run.addResult(resultOf(finding))
    run.run.columnKind = 'unicodeCodePoints'
    const log = new SarifBuilder()
    log.addRun(run)
    return `${log.buildSarifJsonString({ indent: true })}\n`
  },
}

function ruleOf(rule: RuleCard): SarifRuleBuilder {
  const builder = new SarifRuleBuilder().initSimple({
    ruleId: rule.id,
    shortDescriptionText: rule.summary,
    fullDescriptionText: rule.why,
    helpUri: rulePage(rule.id),
  })
  builder.rule.help = { text: rule.why, markdown: rule.why }
  builder.rule.defaultConfiguration = { level: levels[rule.severity] }
  return builder
}

function resultOf(finding: Finding | SuppressedFinding): SarifResultBuilder {
  const { evidence } = finding
  const builder = new SarifResultBuilder().initSimple({
    level: levels[finding.severity],
    messageText: finding.hint === '' ? finding.message : `${finding.message}\n${finding.hint}`,
    ruleId: finding.rule,
    ...(evidence === null
      ? {}
      : { fileUri: fileUri(evidence.file), startLine: evidence.line, startColumn: evidence.column }),
  })
  if (evidence !== null) builder.setLocationRegion({ startLine: evidence.line, startColumn: evidence.column, snippet: { text: evidence.text } }) // prettier-ignore
  builder.result.partialFingerprints = { 'fountainSplitIdentity/v1': fingerprint(finding) }
  builder.result.baselineState = finding.state === 'known' ? 'unchanged' : finding.state === 'stale' ? 'absent' : 'new'
  const justification = finding.reason === undefined ? {} : { justification: finding.reason }
  if ('suppressedBy' in finding)
    builder.result.suppressions = [
      { kind: finding.suppressedBy === 'comment' ? 'inSource' : 'external', ...justification },
    ]
  else if (finding.state === 'known') builder.result.suppressions = [{ kind: 'external', ...justification }]
  return builder
}

/** A relative path as a URI reference. */
function fileUri(file: string): string {
  return file.split('/').map(encodeURIComponent).join('/')
}
