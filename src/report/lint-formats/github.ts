import type { Finding } from '../../lint/finding.ts'
import type { LintFormat } from '../lint-format.ts'

const command = { error: 'error', warning: 'warning', info: 'notice' } as const

/** Workflow commands: an annotation at the line of each finding that is not known. */
export const github: LintFormat = {
  id: 'github',
  repositoryPaths: true,
  print({ report }) {
    return report.findings
      .filter((finding) => finding.state !== 'known')
      .map((finding) => `${annotation(finding)}\n`)
      .join('')
  },
}

function annotation(finding: Finding): string {
  const { evidence } = finding
  const place =
    evidence === null ? [] : [`file=${property(evidence.file)}`, `line=${evidence.line}`, `col=${evidence.column}`]
  const properties = [...place, `title=${property(`fountain-split: ${finding.rule}`)}`].join(',')
  const text = finding.hint === '' ? finding.message : `${finding.message}\n${finding.hint}`
  return `::${command[finding.severity]} ${properties}::${data(text)}`
}

function data(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A')
}

function property(text: string): string {
  return data(text).replaceAll(':', '%3A').replaceAll(',', '%2C')
}
