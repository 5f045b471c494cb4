import { readingOf } from '../name-read.ts'
import type { Reading } from '../signal.ts'

/** The name as it is. */
export const exact: Reading = {
  id: 'exact',
  byWordsAlone: true,
  read({ words }, _owner, _scene, say) {
    say(readingOf(words, 0, () => ''))
  },
}
