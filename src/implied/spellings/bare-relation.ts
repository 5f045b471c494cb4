import { quoteName } from '../../core/identifier.ts'
import type { Spelling } from '../signal.ts'

/** The relation's name alone: `customer` for customers(id). */
export const bareRelation: Spelling = {
  id: 'bare-relation',
  spell({ owner, by }, _scene, _asked, say) {
    if (by === 'primary key') say(owner.glued, 0.4, () => `names ${quoteName(owner.relation.name)}`)
  },
}
