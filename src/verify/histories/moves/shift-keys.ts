import type { Move } from '../move.ts'
import { canBeSet, relationOf, rowsOf } from '../move.ts'

const far = 1000
const whole = new Set(['int4', 'int8', 'numeric'])

/** Every key of a relation moves at once, so far that none meets another on the way, whatever the order is. */
export const shiftKeys: Move = {
  id: 'shift-keys',
  weight: 2,
  make(moment) {
    const { shape } = moment
    const rows = rowsOf(moment)
    const [name, ...more] = shape.identity ?? []
    const type = shape.columns.find((column) => column.name === name)?.type.name
    if (name === undefined || more.length > 0 || rows.length === 0) return undefined
    if (!canBeSet(shape, name) || type === undefined || !whole.has(type)) return undefined
    const keys = rows.map((row) => Number(row[name]))
    const isLow = keys.every((key) => key >= 0 && key < far)
    if (!isLow && !keys.every((key) => key >= far && key < 2 * far)) return undefined
    return [{ kind: 'shift', relation: relationOf(shape), column: name, by: isLow ? far : -far }]
  },
}
