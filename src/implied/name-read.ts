import { countLetters, glueWords } from './name-words.ts'

/** What a column's name may mean: a name that some key may have, in a form that compares. */
export interface NameRead {
  readonly glued: string
  /** How many letters its words have. */
  readonly letters: number
  readonly weight: number
  readonly because: () => string
}

/** A reading that leaves these words. */
export function readingOf(words: readonly string[], weight: number, because: () => string): NameRead {
  return { glued: glueWords(words), letters: countLetters(words), weight, because }
}
