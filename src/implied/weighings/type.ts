import { plainType, typeFamily, typesCompare } from '../column-type.ts'
import { surrogateWords } from '../name-words.ts'
import type { Weighing } from '../signal.ts'

/** A foreign key needs types that compare; the same type says more where it is rare. */
export const type: Weighing = {
  id: 'type',
  weigh({ column, target }, { catalog }) {
    const [own, other] = [plainType(catalog, column), plainType(catalog, target.column)]
    const isOneType = column.typeId !== undefined && column.typeId === target.column.typeId
    if (!typesCompare(own, other, isOneType)) return { weight: -Infinity, because: '' }
    const family = typeFamily(own)
    const same = own === other
    if (family !== typeFamily(other) && !same) return { weight: -1.5, because: 'numbers, of another kind' }
    if (isOneType) return { weight: 0.6, because: `both ${column.type}` }
    if (family === 'uuid') return { weight: 1.5, because: 'both uuid' }
    if (family === 'other') return { weight: 0, because: `both ${own}` }
    if (family === 'text') {
      // Text that is a key of its own making counts like a number; a name or a code may just be the same word.
      const isId = surrogateWords.has(target.words.at(-1) ?? '')
      return {
        weight: (isId ? 0 : -0.3) - (same ? 0 : 0.4),
        because: same ? `both ${own}` : `${own} fits ${other}`,
      }
    }
    return same ? { weight: 0.2, because: `both ${own}` } : { weight: -0.2, because: `${own} fits ${other}` }
  },
}
