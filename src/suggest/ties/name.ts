import { glueWords, splitWords, stemWord } from '../../implied/name-words.ts'
import type { Tie, TieFinder } from '../tie.ts'

const weight = 0.5
const fewestLetters = 4
const leastShare = 0.4

interface Named {
  readonly id: number
  readonly words: readonly string[]
  readonly letters: string
}

/** Names that begin alike: sales_order and sales_quote, personphone and personcreditcard. */
export const name: TieFinder = {
  id: 'name',
  *find({ relations }) {
    const named = withoutCommonStart(relations.map(({ id, name }) => ({ id, words: splitWords(name) })))
    // Only those that share their first letters can be alike.
    const byStart = new Map<string, Named[]>()
    for (const each of named) {
      const start = each.letters.slice(0, 2)
      const known = byStart.get(start)
      if (known === undefined) byStart.set(start, [each])
      else known.push(each)
    }
    const ties: Tie[] = []
    const sums = new Map<number, number>()
    for (const group of byStart.values())
      for (const [at, a] of group.entries())
        for (const b of group.slice(at + 1)) {
          const alike = likeness(a, b)
          if (alike === 0) continue
          ties.push({ a: a.id, b: b.id, weight: alike })
          for (const { id } of [a, b]) sums.set(id, (sums.get(id) ?? 0) + alike)
        }
    for (const { a, b, weight: alike } of ties)
      yield { a, b, weight: (weight * alike) / Math.sqrt(Math.max(1, Math.min(sums.get(a)!, sums.get(b)!))) }
  },
}

/** A word that most names begin with (`app_`, `tbl_`) tells none from another. */
function withoutCommonStart(named: readonly { id: number; words: readonly string[] }[]): Named[] {
  const counts = new Map<string, number>()
  for (const { words } of named) if (words.length > 1) counts.set(words[0]!, (counts.get(words[0]!) ?? 0) + 1)
  return named.map(({ id, words }) => {
    const own = words.length > 1 && counts.get(words[0]!)! > named.length / 2 ? words.slice(1) : words
    return { id, words: own, letters: own.join('') }
  })
}

/** 1 for the same first word of several; the share of letters that the shorter begins alike with otherwise. */
function likeness(a: Named, b: Named): number {
  const several = a.words.length > 1 || b.words.length > 1
  if (several && a.words[0]!.length > 1 && stemWord(a.words[0]!) === stemWord(b.words[0]!)) return 1
  if (glueWords(a.words) === glueWords(b.words)) return 1
  const shorter = Math.min(a.letters.length, b.letters.length)
  let alike = 0
  while (alike < shorter && a.letters[alike] === b.letters[alike]) alike++
  return alike >= fewestLetters && alike >= leastShare * shorter ? alike / Math.max(shorter, fewestLetters + 1) : 0
}
