import { glueWords, surrogateWords } from './name-words.ts'

/** The glued names that some column may be read as: a key has forty names, few of which any column bears. */
export interface AskedNames {
  readonly names: ReadonlySet<string>
  /** Those names, less a word for a key behind or before them. */
  readonly nouns: ReadonlySet<string>
}

/** What may stand before a noun to say «its key». */
export const leadingKeyWords: readonly string[] = ['id', 'fk']

const before = leadingKeyWords.map((word) => glueWords([word]))
const behind = new Set([...surrogateWords].map((word) => glueWords([word])))
const lengths = [...new Set([...behind].map(({ length }) => length))]

export function askNames(names: ReadonlySet<string>): AskedNames {
  const nouns = new Set<string>()
  for (const name of names) {
    for (const length of lengths) if (behind.has(name.slice(-length))) nouns.add(name.slice(0, -length))
    for (const word of before) if (name.startsWith(word)) nouns.add(name.slice(word.length))
  }
  return { names, nouns }
}
