import { isNumber, surrogateWords } from '../name-words.ts'
import type { Reading } from '../signal.ts'

/** What its own relation's name begins with goes without saying: `category_id` in processes for process_categories(id). */
export const ownPrefix: Reading = {
  id: 'own-prefix',
  byWordsAlone: false,
  read(words, { words: own }, _scene, say) {
    const plain = words.filter((word) => !isNumber(word))
    if (plain.every((word) => surrogateWords.has(word))) return
    for (let to = own.length; to > 0; to--) {
      const said = own.slice(0, to)
      say([...said, ...plain], to === own.length ? -0.6 : -0.8, `leaves out ${said.join(' ')}`)
    }
  },
}
