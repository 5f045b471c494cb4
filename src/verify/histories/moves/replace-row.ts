import type { Operation } from '../history.ts'
import type { Move } from '../move.ts'
import { relationOf, rowsOf, whereIs } from '../move.ts'

/** A row goes and comes again in one transaction: a key that was there is there. */
export const replaceRow: Move = {
  id: 'replace-row',
  weight: 4,
  make(moment) {
    const { shape, random } = moment
    const rows = rowsOf(moment)
    if (rows.length === 0) return undefined
    const row = random.pick(rows)
    const given = shape.columns.filter(({ name, generated }) => !generated && row[name] !== undefined).map(({ name }) => name) // prettier-ignore
    const overriding = shape.columns.some(({ identity }) => identity === 'always')
    const relation = relationOf(shape)
    const again = Object.fromEntries(given.map((name) => [name, row[name]!]))
    const operations: readonly Operation[] = [
      { kind: 'delete', relation, where: whereIs(shape, row) },
      { kind: 'insert', relation, rows: [again], ...(overriding ? { overriding } : {}) },
    ]
    return operations
  },
}
