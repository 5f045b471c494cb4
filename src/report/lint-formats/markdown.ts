import type { Finding } from '../../lint/finding.ts'
import { rulePage } from '../finding-fingerprint.ts'
import type { LintFormat } from '../lint-format.ts'
import { summarize } from '../lint-summary.ts'

/** For job summaries and pull requests: a heading that says how it went, a table of what is new or stale. */
export const markdown: LintFormat = {
  id: 'markdown',
  print(output) {
    const told = output.report.findings.filter((finding) => finding.state !== 'known')
    const heading = `## fountain-split lint: ${summarize(output)}\n`
    if (told.length === 0) return heading
    const rows = told.map((finding) => `| ${row(finding).join(' | ')} |\n`).join('')
    return `${heading}\n| rule | where | what | do |\n| --- | --- | --- | --- |\n${rows}`
  },
}

function row(finding: Finding): string[] {
  const { evidence } = finding
  return [
    `[${finding.rule}](${rulePage(finding.rule)})`,
    evidence === null ? '' : `${cell(evidence.file)}:${evidence.line}`,
    cell(finding.message),
    cell(finding.hint),
  ]
}

/** Text that stays inside its cell and is not markup. */
function cell(text: string): string {
  return text.replace(/[\r\n]+/g, ' ').replace(/[\\`*_{}[\]<>#|!~&]/g, (mark) => `&#${mark.codePointAt(0)};`)
}
