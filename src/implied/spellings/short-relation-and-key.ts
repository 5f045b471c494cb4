import { quoteName } from '../../core/identifier.ts'
import { sayWithKeyWord } from '../key-endings.ts'
import { glueWords, readWords, stemWord } from '../name-words.ts'
import type { Spelling } from '../signal.ts'

// What says «this is a table» and no more.
const prefixes: ReadonlySet<string> = new Set(['t', 'tb', 'tbl', 'tab', 'dim'])
const suffixes: ReadonlySet<string> = new Set(['table', 'tbl', 'tab', 'mst', 'master', 'entity'])

/** The relation's name without what stands beside its noun: `user_id` for auth_user(id), tbl_user(id), sales.sales_user(id). */
export const shortRelationAndKey: Spelling = {
  id: 'short-relation-and-key',
  spell(target, _scene, asked, say) {
    const { relation, words, glued } = target.owner
    if (words.length === 1) return
    const because = () => `names ${quoteName(relation.name)} without its prefix, and its key`
    if (suffixes.has(words.at(-1)!))
      sayWithKeyWord(glueWords(words.slice(0, -1)), target, { weight: 2.8, because }, asked, say)
    const schema = readWords(relation.schema).glued
    let saysMark = true
    let length = 0
    for (let from = 1; from < words.length; from++) {
      const before = words[from - 1]!
      saysMark &&= prefixes.has(before)
      length += stemWord(before).length
      const saysNothing = saysMark || (length === schema.length && glued.startsWith(schema))
      const weight = saysNothing ? 2.8 : 1.6 - 0.4 * from
      sayWithKeyWord(glued.slice(length), target, { weight, because }, asked, say)
    }
  },
}
