import { drawReference } from '../draw-values.ts'
import type { Move } from '../move.ts'
import { canBeSet, relationOf, rowsOf, whereIs } from '../move.ts'

/** A row refers to another key. */
export const changeReference: Move = {
  id: 'change-reference',
  weight: 16,
  make(moment) {
    const { shape, random } = moment
    const rows = rowsOf(moment)
    const references = shape.references.filter(({ columns }) => columns.every((name) => canBeSet(shape, name)))
    if (rows.length === 0 || references.length === 0) return undefined
    const set = drawReference(moment, random.pick(references))
    return [{ kind: 'update', relation: relationOf(shape), where: whereIs(shape, random.pick(rows)), set }]
  },
}
