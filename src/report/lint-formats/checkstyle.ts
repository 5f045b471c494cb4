import xmlbuilder from 'xmlbuilder'
import type { Finding } from '../../lint/finding.ts'
import type { LintFormat } from '../lint-format.ts'
import { xmlText } from '../xml-text.ts'

/** Checkstyle's report: findings that are not known, by file. */
export const checkstyle: LintFormat = {
  id: 'checkstyle',
  print({ report }) {
    const byFile = new Map<string, Finding[]>()
    for (const finding of report.findings) {
      if (finding.state === 'known') continue
      const file = finding.evidence?.file ?? 'fountain-split.yaml'
      byFile.set(file, [...(byFile.get(file) ?? []), finding])
    }
    const root = xmlbuilder.create('checkstyle', { encoding: 'UTF-8' }).att('version', '4.3')
    for (const [file, findings] of byFile) {
      const element = root.ele('file', { name: xmlText(file) })
      for (const finding of findings)
        element.ele('error', {
          line: finding.evidence?.line ?? 1,
          column: finding.evidence?.column ?? 1,
          severity: finding.severity,
          message: xmlText(finding.message),
          source: `fountain-split.${finding.rule}`,
        })
    }
    return `${root.end({ pretty: true })}\n`
  },
}
