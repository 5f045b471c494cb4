import type { Reading } from '../signal.ts'

/** The name as it is. */
export const exact: Reading = {
  id: 'exact',
  *read(words) {
    yield { words, weight: 0, because: '' }
  },
}
