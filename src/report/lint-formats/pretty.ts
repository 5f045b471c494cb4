import type { Finding } from '../../lint/finding.ts'
import type { LintFormat, LintOutput } from '../lint-format.ts'
import { summarize } from '../lint-summary.ts'
import { visible } from '../terminal-text.ts'

/** For a terminal: a code frame a finding that is not known, then one line of summary. */
export const pretty: LintFormat = {
  id: 'pretty',
  print(output) {
    const { report, palette } = output
    const told = report.findings.filter((finding) => finding.state !== 'known')
    const blocks = told.map((finding) => block(finding, output))
    const failing = told.some((finding) => finding.severity === 'error')
    const mark = failing ? palette.danger('✗') : palette.good('✓')
    return [...blocks, `${mark} ${summarize(output)}\n`].join('\n')
  },
}

function block(finding: Finding, { palette, sourceLine }: LintOutput): string {
  const paint =
    finding.severity === 'error' ? palette.danger : finding.severity === 'warning' ? palette.caution : palette.faint
  const { evidence } = finding
  const lines = [`${paint(finding.severity)} ${palette.strong(finding.rule)}  ${visible(finding.message)}`]
  if (evidence !== null) {
    const gutter = String(evidence.line).length
    const text = sourceLine(evidence)
    lines.push(
      `${' '.repeat(gutter)} ${palette.faint('╭─')} ${visible(evidence.file)}:${evidence.line}:${evidence.column}`,
    )
    if (text !== undefined) {
      const { shown, at } = window(visible(text.replaceAll('\t', ' ')), evidence.column)
      lines.push(`${evidence.line} ${palette.faint('│')} ${shown}`)
      lines.push(`${' '.repeat(gutter)} ${palette.faint('│')} ${' '.repeat(at)}${paint('^')}`)
    }
  }
  if (finding.hint !== '') lines.push(`  ${palette.faint('→')} ${visible(finding.hint)}`)
  return `${lines.join('\n')}\n`
}

/** A line of at most 100 characters around a 1-based column, and where the column then is. */
function window(line: string, column: number): { shown: string; at: number } {
  const points = [...line]
  const start = column > 80 ? column - 40 : 0
  const shown = points.slice(start, start + 100).join('')
  return { shown: `${start > 0 ? '…' : ''}${shown}`, at: column - 1 - start + (start > 0 ? 1 : 0) }
}
