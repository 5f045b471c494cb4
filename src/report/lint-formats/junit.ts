import junitReportBuilder, { type Builder } from 'junit-report-builder'
import type { Finding } from '../../lint/finding.ts'
import type { LintFormat } from '../lint-format.ts'
import { xmlText } from '../xml-text.ts'

/** A suite a rule, a case a finding; known ones are skipped cases, so that the report shows them without failing. */
export const junit: LintFormat = {
  id: 'junit',
  print({ report, rules }) {
    // The package exports the builder itself; its types say a module that holds it.
    const root = junitReportBuilder as unknown as Builder
    const builder = root.newBuilder().name('fountain-split lint')
    const byRule = new Map<string, Finding[]>()
    for (const finding of report.findings) byRule.set(finding.rule, [...(byRule.get(finding.rule) ?? []), finding])
    for (const { id } of rules) {
      const findings = byRule.get(id) ?? []
      const suite = builder.testSuite().name(id)
      if (findings.length === 0) suite.testCase().className(id).name(`no ${id}`)
      for (const finding of findings) {
        const testCase = suite.testCase().className(id).name(xmlText(finding.subject))
        if (finding.evidence !== null) testCase.file(xmlText(finding.evidence.file))
        if (finding.state === 'known') testCase.skipped()
        else testCase.failure(xmlText(describe(finding)), finding.severity)
      }
    }
    return `${builder.build()}\n`
  },
}

function describe({ message, hint, evidence }: Finding): string {
  const place = evidence === null ? '' : `\n${evidence.file}:${evidence.line}:${evidence.column}\n${evidence.text}`
  return `${message}${place}${hint === '' ? '' : `\n${hint}`}`
}
