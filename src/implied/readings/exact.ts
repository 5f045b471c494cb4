import type { Reading } from '../signal.ts'

/** The name as it is. */
export const exact: Reading = {
  id: 'exact',
  byWordsAlone: true,
  *read(words) {
    yield { words, weight: 0, because: '' }
  },
}
