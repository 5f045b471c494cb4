import { drawRow } from '../draw-values.ts'
import type { Move } from '../move.ts'
import { relationOf } from '../move.ts'

/** A new row, sometimes two in one statement. */
export const insertRows: Move = {
  id: 'insert-rows',
  weight: 40,
  make(moment) {
    const { shape, random } = moment
    const rows = [drawRow(moment), ...(random.chance(0.1) ? [drawRow(moment)] : [])]
    const overriding = shape.columns.some(({ identity }) => identity === 'always')
    return [{ kind: 'insert', relation: relationOf(shape), rows, ...(overriding ? { overriding } : {}) }]
  },
}
