import { quoteName } from '../../core/identifier.ts'
import { sayWithKeyWord } from '../key-endings.ts'
import type { Spelling } from '../signal.ts'

/** The relation's name and its key's: `order_id` for orders(id), `car_brand_name` for car_brands(name). */
export const relationAndKey: Spelling = {
  id: 'relation-and-key',
  spell(target, _scene, asked, say) {
    const because = () => `names ${quoteName(target.owner.relation.name)} and its key`
    sayWithKeyWord(target.owner.glued, target, { weight: 3, because }, asked, say)
  },
}
