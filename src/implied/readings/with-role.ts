import { isNumber } from '../name-words.ts'
import type { Reading } from '../signal.ts'

/** A role before the name: `billing_address_id`, `referenced_scene_id`; after it: `address_id_billing`. */
export const withRole: Reading = {
  id: 'with-role',
  byWordsAlone: true,
  *read(words) {
    const plain = words.filter((word) => !isNumber(word))
    for (let from = 1; from < plain.length; from++)
      yield { words: plain.slice(from), weight: -0.6, because: `has the role ${plain.slice(0, from).join(' ')}` }
    for (let to = plain.length - 1; to > 1; to--)
      yield { words: plain.slice(0, to), weight: -1.2, because: `has the role ${plain.slice(to).join(' ')}` }
  },
}
