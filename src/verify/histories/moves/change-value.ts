import { drawAny } from '../draw-values.ts'
import type { Move } from '../move.ts'
import { canBeSet, relationOf, rowsOf, whereIs } from '../move.ts'

/** A row gets another value where it neither refers nor is referred to. */
export const changeValue: Move = {
  id: 'change-value',
  weight: 6,
  make(moment) {
    const { shape, random } = moment
    const rows = rowsOf(moment)
    const tied = new Set([...shape.references.flatMap((each) => each.columns), ...(shape.identity ?? [])])
    const columns = shape.columns.filter(({ name }) => !tied.has(name) && canBeSet(shape, name))
    if (rows.length === 0 || columns.length === 0) return undefined
    const { name } = random.pick(columns)
    const set = { [name]: drawAny(moment, name) }
    return [{ kind: 'update', relation: relationOf(shape), where: whereIs(shape, random.pick(rows)), set }]
  },
}
