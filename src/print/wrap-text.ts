import { visible } from '../core/visible-text.ts'

const wide =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\ua960-\ua97f\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{1f300}-\u{1faff}\u{20000}-\u{3fffd}]/u
const combining = /\p{Mn}|\p{Me}/u
const ascii = /^[\x20-\x7e]*$/

/** Columns that a visible, uncoloured text takes in a terminal. */
export function displayWidth(text: string): number {
  if (ascii.test(text)) return text.length
  let width = 0
  for (const character of text) width += combining.test(character) ? 0 : wide.test(character) ? 2 : 1
  return width
}

/** Words in lines of at most `width` columns; a longer word has a line of its own and is not broken. */
export function wrapWords(words: readonly string[], width: number): string[] {
  const lines: string[] = []
  let line = ''
  let used = 0
  for (const word of words) {
    const size = displayWidth(word)
    if (line !== '' && used + 1 + size > width) {
      lines.push(line)
      line = ''
    }
    used = line === '' ? size : used + 1 + size
    line = line === '' ? word : `${line} ${word}`
  }
  return line === '' ? lines : [...lines, line]
}

export function wrapText(text: string, width: number): string[] {
  return wrapWords(visible(text).split(' '), width)
}
