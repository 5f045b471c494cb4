import { quoteName } from '../../core/identifier.ts'
import { glueWords, stemWord, surrogateWords } from '../name-words.ts'
import type { Spelling } from '../signal.ts'

const people = ['user', 'employee', 'person', 'staff', 'member'].map((word) => glueWords([word]))
const roles = ['author', 'owner', 'creator', 'manager', 'assignee', 'reviewer', 'approver', 'sender', 'recipient']

/** What a person does or is: `approved_by`, `create_uid`, `manager_id`, for the relation of users, or else of employees. */
export const person: Spelling = {
  id: 'person',
  spell({ owner, by, words }, scene, _asked, say) {
    if (by !== 'primary key' || !surrogateWords.has(words.at(-1) ?? '')) return
    // Short of its prefix too: auth_user, res_users.
    const noun = stemWord(owner.words.at(-1) ?? '')
    const rank = people.indexOf(noun)
    if (rank === -1 || owner.words.length > 2) return
    const others = scene.relations.filter((each) => each !== owner && people.includes(each.glued))
    if (others.some((each) => people.indexOf(each.glued) < rank)) return
    const because = () => `says what a person does, and ${quoteName(owner.relation.name)} has the persons`
    for (const said of [['by'], ['by', 'id'], ['uid']]) say(glueWords(said), 2.2, because)
    for (const role of roles)
      if (!scene.named.has(glueWords([role]))) say(glueWords([role, 'id']), others.length === 0 ? 1.4 : 0.8, because)
  },
}
