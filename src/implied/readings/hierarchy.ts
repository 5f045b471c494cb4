import { readingOf } from '../name-read.ts'
import { glueWords, surrogateWords } from '../name-words.ts'
import type { Reading } from '../signal.ts'

const roles: ReadonlySet<string> = new Set(['parent', 'root', 'ancestor', 'previous', 'prev', 'next', 'predecessor', 'successor']) // prettier-ignore

/** Its own relation, above or before it: `parent_id`, where no relation is called parents. */
export const hierarchy: Reading = {
  id: 'hierarchy',
  byWordsAlone: false,
  read({ words }, { words: own }, scene, say) {
    const first = words[0]
    if (first === undefined || !roles.has(first) || scene.named.has(glueWords([first]))) return
    const rest = words.slice(1)
    if (rest.every((word) => surrogateWords.has(word)))
      say(readingOf([...own, rest[0] ?? 'id'], -0.8, () => `has the role ${first}`))
  },
}
