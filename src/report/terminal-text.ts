import { displayWidth } from '../print/wrap-text.ts'

export { displayWidth, wrapText, wrapWords } from '../print/wrap-text.ts'

export function padTo(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - displayWidth(text)))
}

/** `1 key`, `2 keys`. */
export function count(number: number, one: string, many: string = `${one}s`): string {
  return `${number} ${number === 1 ? one : many}`
}
