import { readWords } from '../name-words.ts'
import type { Weighing } from '../signal.ts'

/** What stands in the same schema is nearer. */
export const schema: Weighing = {
  id: 'schema',
  weigh({ owner, column, target }) {
    const there = target.owner.relation.schema
    if (owner.relation.schema === there) return undefined
    const said = readWords(column.name).glued.startsWith(readWords(there).glued)
    return said ? { weight: 0.2, because: `names the schema ${there}` } : { weight: -0.5, because: `in the schema ${there}` } // prettier-ignore
  },
}
