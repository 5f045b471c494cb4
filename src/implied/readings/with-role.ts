import { readingOf } from '../name-read.ts'
import type { Reading } from '../signal.ts'

/** A role before the name: `billing_address_id`, `referenced_scene_id`; after it: `address_id_billing`. */
export const withRole: Reading = {
  id: 'with-role',
  byWordsAlone: true,
  read({ plain }, _owner, _scene, say) {
    for (let from = 1; from < plain.length; from++)
      say(readingOf(plain.slice(from), -0.6, () => `has the role ${plain.slice(0, from).join(' ')}`))
    for (let to = plain.length - 1; to > 1; to--)
      say(readingOf(plain.slice(0, to), -1.2, () => `has the role ${plain.slice(to).join(' ')}`))
  },
}
