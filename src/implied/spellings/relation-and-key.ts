import { quoteName } from '../../core/identifier.ts'
import { withKeyWord } from '../key-endings.ts'
import type { Spelling } from '../signal.ts'

/** The relation's name and its key's: `order_id` for orders(id), `car_brand_name` for car_brands(name). */
export const relationAndKey: Spelling = {
  id: 'relation-and-key',
  *spell(target, _scene, asked) {
    const because = `names ${quoteName(target.owner.relation.name)} and its key`
    yield* withKeyWord(target.owner.words, target, 3, because, asked)
  },
}
