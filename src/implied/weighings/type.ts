import { plainType, typeFamily } from '../column-type.ts'
import { surrogateWords } from '../name-words.ts'
import type { Weighing } from '../signal.ts'

/** A foreign key needs types that compare; the same type says more where it is rare. */
export const type: Weighing = {
  id: 'type',
  weigh({ column, target }, { catalog }) {
    const [own, other] = [plainType(catalog, column), plainType(catalog, target.column)]
    const family = typeFamily(own)
    const same = own === other
    if (family !== typeFamily(other) && !same) return numbers(family, typeFamily(other))
    if (family === 'time' || (family === 'other' && (own === 'boolean' || /^json|^bytea|\[\]$/.test(own)))) return never
    if (column.typeId !== undefined && column.typeId === target.column.typeId)
      return { weight: 0.6, because: `both ${column.type}` }
    if (family === 'uuid') return { weight: 1.5, because: 'both uuid' }
    if (family === 'other') return same ? { weight: 0, because: `both ${own}` } : never
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

const never = { weight: -Infinity, because: '' }

function numbers(own: string, other: string) {
  const both = [own, other].sort().join(' ')
  return both === 'integer number' ? { weight: -1.5, because: 'numbers, of another kind' } : never
}
