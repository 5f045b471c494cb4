import {
  countLetters,
  glueWords,
  isNumber,
  readWords,
  remembered,
  surrogateWords,
  type NameWords,
} from './name-words.ts'

/** What the name of a column says, whichever relation has it. */
export interface ColumnName extends NameWords {
  /** Its words but for numbers, and how many letters they have. */
  readonly plain: readonly string[]
  readonly plainGlued: string
  readonly plainLetters: number
  /** Whether these say «key» and nothing else. */
  readonly isBare: boolean
  /** What stands before a last word for a key, glued: `order` of `order_id`; '' where it has no such form. */
  readonly keyNoun: string
  /** The same before a word for a kind: `owner` of `owner_type`. */
  readonly kindNoun: string
}

const kindWords: ReadonlySet<string> = new Set(['type', 'kind', 'class', 'table', 'model', 'entity'])

/** Tables have many columns of the same name, each of which is read once. */
export function readColumnName(name: string): ColumnName {
  return remembered(names, name, read)
}

const names = new Map<string, ColumnName>()

function read(name: string): ColumnName {
  const { words, glued } = readWords(name)
  const plain = words.some(isNumber) ? words.filter((word) => !isNumber(word)) : words
  return {
    words,
    glued,
    plain,
    plainGlued: plain === words ? glued : glueWords(plain),
    plainLetters: countLetters(plain),
    isBare: plain.every((word) => surrogateWords.has(word)),
    keyNoun: nounBefore(words, surrogateWords),
    kindNoun: nounBefore(words, kindWords),
  }
}

function nounBefore(words: readonly string[], endings: ReadonlySet<string>): string {
  return words.length > 1 && endings.has(words.at(-1)!) ? glueWords(words.slice(0, -1)) : ''
}
