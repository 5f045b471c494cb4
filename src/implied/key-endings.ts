import { leadingKeyWords, type AskedNames } from './asked-names.ts'
import { genericWords, stemWord, surrogateWords } from './name-words.ts'
import type { KeyTarget } from './scene.ts'
import type { Say } from './signal.ts'

/** A noun for a relation, glued, in each form that says «its key» and is asked for. */
export function sayWithKeyWord(
  noun: string,
  target: KeyTarget,
  { weight, because }: { readonly weight: number; readonly because: () => string },
  asked: AskedNames,
  say: Say,
): void {
  const key = target.words
  const isSurrogate = surrogateWords.has(key.at(-1) ?? '')
  const isGeneric = key.length === 1 && genericWords.has(key[0]!)
  const isMain = target.by === 'primary key'
  if (isGeneric) say(noun + target.glued, isMain || isSurrogate ? weight : weight - 1, because)
  if (!isSurrogate || !asked.nouns.has(noun)) return
  for (const word of surrogateWords)
    if (!isGeneric || word !== key[0]) say(noun + stemWord(word), isMain ? weight - 0.4 : weight - 1, because)
  for (const word of leadingKeyWords) say(stemWord(word) + noun, weight - 0.4, because)
}
