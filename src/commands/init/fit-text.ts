import { displayWidth, visible } from '../../index.ts'

/** A text on one line of at most `width` columns; what is too long ends in an ellipsis. */
export function fitText(text: string, width: number): string {
  const shown = visible(text)
  if (displayWidth(shown) <= width) return shown
  let fitting = ''
  for (const character of shown) {
    if (displayWidth(fitting + character) > width - 1) break
    fitting += character
  }
  return `${fitting}…`
}
