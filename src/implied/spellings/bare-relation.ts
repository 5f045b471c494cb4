import { quoteName } from '../../core/identifier.ts'
import type { Spelling } from '../signal.ts'

/** The relation's name alone: `customer` for customers(id). */
export const bareRelation: Spelling = {
  id: 'bare-relation',
  *spell({ owner, by }) {
    if (by === 'primary key')
      yield { words: owner.words, weight: 0.4, because: `names ${quoteName(owner.relation.name)}` }
  },
}
