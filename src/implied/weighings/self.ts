import { hierarchyWords, splitWords } from '../name-words.ts'
import type { Weighing } from '../signal.ts'

/** A reference to its own relation has a role; without one the name is another of its own names. */
export const self: Weighing = {
  id: 'self',
  weigh({ owner, column, target }) {
    if (target.owner !== owner) return undefined
    const hasRole = splitWords(column.name).some((word) => hierarchyWords.has(word))
    return { weight: hasRole ? 0.2 : -2, because: '' }
  },
}
