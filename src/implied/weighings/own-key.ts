import { glueWords, splitWords } from '../name-words.ts'
import type { Weighing } from '../signal.ts'

const copies = /(archive|archived|audit|backup|bak|copy|history|log|old|staging|tmp|temp)$/u

/** The referencing column's part in its own relation's key. */
export const ownKey: Weighing = {
  id: 'own-key',
  weigh({ owner, column, target }) {
    const { primary } = owner.facts
    if (!primary.includes(column.name)) return undefined
    if (primary.length > 1) return { weight: 0.3, because: 'part of its own key, as in a join table' }
    // A key that is named after its own relation is nobody else's; that of a copy names the row that was copied.
    const noun = glueWords(splitWords(column.name).slice(0, -1))
    const isNamedAfter = noun !== '' && owner.glued.endsWith(noun)
    if (isNamedAfter) return { weight: target.owner.glued === noun ? -2.2 : -Infinity, because: '' }
    if (copies.test(owner.words.at(-1) ?? '')) return { weight: -3, because: 'the key of a copy' }
    return { weight: -0.6, because: 'its own key, as where one relation extends another' }
  },
}
