import { countLetters, stemWord } from '../name-words.ts'
import type { Reading } from '../signal.ts'

/** What its own relation's name begins with goes without saying: `category_id` in processes for process_categories(id). */
export const ownPrefix: Reading = {
  id: 'own-prefix',
  byWordsAlone: false,
  read({ plainGlued, plainLetters, isBare }, { words: own, glued }, _scene, say) {
    if (isBare) return
    // Most columns of a schema are read so, with each beginning of their relation's name: no words are put together for it.
    let said = glued.length
    let letters = plainLetters + countLetters(own)
    for (let to = own.length; to > 0; to--) {
      say({
        glued: glued.slice(0, said) + plainGlued,
        letters,
        weight: to === own.length ? -0.6 : -0.8,
        because: () => `leaves out ${own.slice(0, to).join(' ')}`,
      })
      said -= stemWord(own[to - 1]!).length
      letters -= own[to - 1]!.length
    }
  },
}
