import type { Move } from '../move.ts'
import { relationOf, rowsOf } from '../move.ts'

/** Every row goes that has the same value in a column: those that refer to one key, say. */
export const deleteAlike: Move = {
  id: 'delete-alike',
  weight: 3,
  make(moment) {
    const { shape, random } = moment
    const rows = rowsOf(moment)
    const columns = shape.columns.filter(({ comparable }) => comparable).map(({ name }) => name)
    if (columns.length === 0) return undefined
    const referring = shape.references.flatMap((each) => each.columns).filter((name) => columns.includes(name))
    const name = random.pick(referring.length > 0 ? referring : columns)
    const known = rows.filter((row) => row[name] !== undefined)
    if (known.length === 0) return undefined
    return [{ kind: 'delete', relation: relationOf(shape), where: { [name]: random.pick(known)[name]! } }]
  },
}
