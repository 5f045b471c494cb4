import type { ProgramWords } from './command-words.ts'

/** One shell's way of completing. */
export interface Shell {
  readonly id: string
  readonly write: (words: ProgramWords) => string
}

/** Quoted for bash and zsh: within '…' only ' means anything. */
export function quoteWord(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`
}
