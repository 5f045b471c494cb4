import type { Evidence } from '../core/diagnostic.ts'
import { visible } from '../core/visible-text.ts'
import { displayWidth } from './terminal-text.ts'

const widest = 100
const widestBefore = 60

/**
 * A place in its file: a link, the line with those before and after it, and a mark under the column. Without the file's
 * text (or its lines), or where the file has changed and has no such line, the excerpt of the evidence stands for the line.
 */
export function codeFrame(evidence: Evidence, fileText: string | readonly string[] = []): string[] {
  const { file, line, column, text } = evidence
  const lines = typeof fileText === 'string' ? textLines(fileText) : fileText
  const frame = [`${visible(file)}:${line}:${column}`]
  if (line > lines.length) return [...frame, `> ${line} | ${visible(text)}`]
  const digits = String(Math.min(line + 1, lines.length)).length
  const from = Math.max(0, column - 1 - widestBefore)
  const cut = from > 0 ? '…' : ''
  for (const number of [line - 1, line, line + 1]) {
    const points = [...(lines[number - 1] ?? '').replaceAll('\t', ' ')]
    if (number !== line && points.every((point) => point === ' ')) continue
    const before = visible(points.slice(from, column - 1).join(''))
    const after = visible(points.slice(column - 1, from + widest).join(''))
    const mark = number === line ? '>' : ' '
    frame.push(`${mark} ${String(number).padStart(digits)} | ${cut}${before}${after}`.trimEnd())
    if (number === line) frame.push(`  ${' '.repeat(digits)} | ${' '.repeat(cut.length + displayWidth(before))}^`)
  }
  return frame
}

/** A file's text as the lines that frames are cut from. */
export function textLines(text: string): string[] {
  return text.replace(/^\uFEFF/, '').split(/\r?\n/)
}
