import type { Finding } from '../../lint/finding.ts'
import type { LintFormat, LintOutput } from '../lint-format.ts'
import { summarize } from '../lint-summary.ts'
import type { Palette } from '../report.ts'
import { codeFrame } from '../code-frame.ts'
import { wrapText } from '../terminal-text.ts'

/** For a terminal: a code frame a finding that is not known, then one line of summary. */
export const pretty: LintFormat = {
  id: 'pretty',
  print(output) {
    const { report, palette } = output
    const told = report.findings.filter((finding) => finding.state !== 'known')
    const blocks = told.map((finding) => block(finding, output))
    const mark = output.failed ? palette.danger('✗') : palette.good('✓')
    return [...blocks, `${mark} ${summarize(output)}\n`].join('\n')
  },
}

function block(finding: Finding, { palette, fileLines, width }: LintOutput): string {
  const paint = paints(palette)[finding.severity]
  const { evidence, severity, rule } = finding
  const lines = wrapText(`${severity} ${rule}  ${finding.message}`, width - 2).map((line, at) => (at === 0 ? line : `  ${line}`)) // prettier-ignore
  lines[0] = lines[0]!.replace(`${severity} ${rule}`, `${paint(severity)} ${palette.strong(rule)}`)
  if (evidence !== null) lines.push(...codeFrame(evidence, fileLines(evidence.file)).map((line) => `  ${line}`))
  if (finding.hint !== '')
    for (const [at, line] of wrapText(finding.hint, width - 4).entries())
      lines.push(`  ${at === 0 ? palette.faint('→') : ' '} ${line}`)
  return `${lines.join('\n')}\n`
}

function paints(palette: Palette): Record<Finding['severity'], (text: string) => string> {
  return { error: palette.danger, warning: palette.caution, info: palette.faint }
}
