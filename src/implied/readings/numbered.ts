import { isNumber } from '../name-words.ts'
import type { Reading } from '../signal.ts'

/** One of several: `character1_id`, `site_id_2`. */
export const numbered: Reading = {
  id: 'numbered',
  byWordsAlone: true,
  *read(words) {
    const rest = words.filter((word) => !isNumber(word))
    if (rest.length > 0 && rest.length < words.length)
      yield { words: rest, weight: -0.2, because: 'is one of several, numbered' }
  },
}
