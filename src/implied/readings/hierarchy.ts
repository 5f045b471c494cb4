import { glueWords, surrogateWords } from '../name-words.ts'
import type { Reading } from '../signal.ts'

const roles: ReadonlySet<string> = new Set(['parent', 'root', 'ancestor', 'previous', 'prev', 'next', 'predecessor', 'successor']) // prettier-ignore

/** Its own relation, above or before it: `parent_id`, where no relation is called parents. */
export const hierarchy: Reading = {
  id: 'hierarchy',
  byWordsAlone: false,
  *read([first, ...rest], { words: own }, scene) {
    if (first === undefined || !roles.has(first) || scene.named.has(glueWords([first]))) return
    if (rest.every((word) => surrogateWords.has(word)))
      yield { words: [...own, rest[0] ?? 'id'], weight: -0.8, because: `has the role ${first}` }
  },
}
