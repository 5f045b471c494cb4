import { isNumber } from '../name-words.ts'
import type { Reading } from '../signal.ts'

/** One of several: `character1_id`, `site_id_2`. */
export const numbered: Reading = {
  id: 'numbered',
  byWordsAlone: true,
  read(words, _owner, _scene, say) {
    const rest = words.filter((word) => !isNumber(word))
    if (rest.length > 0 && rest.length < words.length) say(rest, -0.2, 'is one of several, numbered')
  },
}
