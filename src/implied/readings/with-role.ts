import { isNumber } from '../name-words.ts'
import type { Reading } from '../signal.ts'

/** A role before the name: `billing_address_id`, `referenced_scene_id`; after it: `address_id_billing`. */
export const withRole: Reading = {
  id: 'with-role',
  byWordsAlone: true,
  read(words, _owner, _scene, say) {
    const plain = words.filter((word) => !isNumber(word))
    for (let from = 1; from < plain.length; from++)
      say(plain.slice(from), -0.6, `has the role ${plain.slice(0, from).join(' ')}`)
    for (let to = plain.length - 1; to > 1; to--)
      say(plain.slice(0, to), -1.2, `has the role ${plain.slice(to).join(' ')}`)
  },
}
