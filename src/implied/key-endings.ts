import { leadingKeyWords, type AskedNames } from './asked-names.ts'
import { genericWords, glueWords, surrogateWords } from './name-words.ts'
import type { KeyTarget } from './scene.ts'
import type { Weight } from './signal.ts'

/** A noun for a relation, in each form that says «its key» and is asked for. */
export function* withKeyWord(
  noun: readonly string[],
  target: KeyTarget,
  weight: number,
  because: string,
  asked: AskedNames,
): Generator<Weight & { readonly words: readonly string[] }> {
  const key = target.words
  const isSurrogate = surrogateWords.has(key.at(-1) ?? '')
  const isGeneric = key.length === 1 && genericWords.has(key[0]!)
  const isMain = target.by === 'primary key'
  if (isGeneric) yield { words: [...noun, ...key], weight: isMain || isSurrogate ? weight : weight - 1, because }
  if (!isSurrogate || !asked.nouns.has(glueWords(noun))) return
  for (const word of surrogateWords)
    if (!isGeneric || word !== key[0]) yield { words: [...noun, word], weight: isMain ? weight - 0.4 : weight - 1, because } // prettier-ignore
  for (const word of leadingKeyWords) yield { words: [word, ...noun], weight: weight - 0.4, because }
}
