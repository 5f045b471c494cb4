import { displayWidth, visible, wrapWords, type Palette } from '../../index.ts'
import type { PaintedLine } from './interview.ts'

/** A line as a terminal of `width` columns shows it: what does not fit goes on below, a little further in. */
export function wrapLine(line: string | PaintedLine, width: number): string {
  const { text, paint } = typeof line === 'string' ? { text: line, paint: (each: string) => each } : line
  const shown = visible(text)
  if (displayWidth(shown) < width) return `${paint(shown)}\n`
  const [, indent = '', rest = ''] = /^( *)(.*)$/s.exec(shown)!
  const words = rest.split(' ').filter((word) => word !== '')
  const parts = wrapWords(words, width - indent.length - 3)
  return parts.map((part, at) => `${paint(`${indent}${at > 0 ? '  ' : ''}${part}`)}\n`).join('')
}

/** What is done. */
export function ticked(text: string, palette: Palette): PaintedLine {
  return { text: `✔ ${text}`, paint: (part) => part.replace(/^✔/, () => palette.good('✔')) }
}
