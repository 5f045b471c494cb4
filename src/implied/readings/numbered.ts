import { readingOf } from '../name-read.ts'
import type { Reading } from '../signal.ts'

/** One of several: `character1_id`, `site_id_2`. */
export const numbered: Reading = {
  id: 'numbered',
  byWordsAlone: true,
  read({ words, plain }, _owner, _scene, say) {
    if (plain.length > 0 && plain.length < words.length)
      say(readingOf(plain, -0.2, () => 'is one of several, numbered'))
  },
}
