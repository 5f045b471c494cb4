import type { ProgramWords } from './command-words.ts'

/** One shell's way of completing. */
export interface Shell {
  readonly id: string
  /** How to have it in every session, a line or two. */
  readonly install: string
  readonly write: (words: ProgramWords) => string
}

/** Quoted for any of the three shells: within '…' only ' and, for fish, \ mean anything. */
export function quoteWord(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`
}
