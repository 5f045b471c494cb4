import { readingOf } from '../name-read.ts'
import type { Reading } from '../signal.ts'

const shortest = 4

/** A role glued to the name, as folding leaves it: `shiptoaddressid`, `fromcurrencycode`. */
export const gluedRole: Reading = {
  id: 'glued-role',
  byWordsAlone: true,
  read({ words }, _owner, _scene, say) {
    const [glued, ...rest] = words
    if (glued === undefined || rest.length === 0) return
    for (let from = 2; from <= glued.length - shortest; from++)
      say(readingOf([glued.slice(from), ...rest], -1, () => `has the role ${glued.slice(0, from)}`))
  },
}
