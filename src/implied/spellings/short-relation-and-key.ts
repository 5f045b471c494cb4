import { quoteName } from '../../core/identifier.ts'
import { withKeyWord } from '../key-endings.ts'
import type { Spelling } from '../signal.ts'
import { glueWords, splitWords } from '../name-words.ts'

// What says «this is a table» and no more.
const marks: ReadonlySet<string> = new Set(['t', 'tb', 'tbl', 'tab', 'table', 'dim', 'mst', 'master'])

/** The relation's name without what stands before its noun: `user_id` for auth_user(id), tbl_user(id), sales.sales_user(id). */
export const shortRelationAndKey: Spelling = {
  id: 'short-relation-and-key',
  *spell(target) {
    const { relation, words } = target.owner
    const because = `names ${quoteName(relation.name)} without its prefix, and its key`
    const last = words.at(-1)!
    if (words.length > 1 && marks.has(last)) yield* withKeyWord(words.slice(0, -1), target, 2.8, because)
    for (let from = 1; from < words.length; from++) {
      const said = words.slice(0, from)
      const empty = said.every((word) => marks.has(word)) || glueWords(said) === glueWords(splitWords(relation.schema))
      yield* withKeyWord(words.slice(from), target, empty ? 2.8 : 1.2, because)
    }
  },
}
