import type { Move } from '../move.ts'
import { relationOf, rowsOf, whereIs } from '../move.ts'

/** A row goes. */
export const deleteRow: Move = {
  id: 'delete-row',
  weight: 16,
  make(moment) {
    const { shape, random } = moment
    const rows = rowsOf(moment)
    if (rows.length === 0) return undefined
    return [{ kind: 'delete', relation: relationOf(shape), where: whereIs(shape, random.pick(rows)) }]
  },
}
