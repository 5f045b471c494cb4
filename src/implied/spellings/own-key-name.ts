import { genericWords, glueWords, isNumber, surrogateWords } from '../name-words.ts'
import type { Spelling } from '../signal.ts'

/** The key's own name: `author_id` for playwright(author_id). */
export const ownKeyName: Spelling = {
  id: 'own-key-name',
  spell({ words, glued, owner, by, column }, scene, _asked, say) {
    if (words.length === 1 && genericWords.has(words[0]!)) return
    const because = () => `named like the key ${column.name}`
    // Relations that extend another have its key's name too; the key belongs to the relation that it is named after.
    const noun = words.filter((word) => !isNumber(word)).slice(0, -1)
    const home = noun.length > 0 ? scene.named.get(glueWords(noun)) : undefined
    const isBorrowed = home !== undefined && !home.includes(owner)
    if (by !== 'primary key') {
      // A second number that every row has, or a reference that is one to one: nobody references it by its own name.
      if (!isBorrowed && !surrogateWords.has(words.at(-1)!)) say(glued, 1, because)
      return
    }
    // film_embedding(film_id) extends a relation that the source does not have.
    const extendsOther =
      home === undefined &&
      noun.length > 0 &&
      owner.glued.startsWith(glueWords(noun)) &&
      column.defaultKind !== 'sequence'
    if (extendsOther) say(glued, 0.5, because)
    else if (isBorrowed) say(glued, 1.5, because)
    else if (words.length === 1 && glued !== owner.glued) say(glued, 0.5, because)
    else say(glued, scene.keyNames.get(glued) === 1 || home !== undefined ? 3.2 : 2.4, because)
  },
}
