import type { Move } from '../move.ts'
import { canBeSet, relationOf, rowsOf, whereIs } from '../move.ts'

/** By type: the same value, written otherwise. */
const spellings: Readonly<Record<string, (text: string) => string>> = {
  numeric: (text) => (text.includes('.') ? `${text}0` : `${text}.0`),
  citext: (text) => (text === text.toUpperCase() ? text.toLowerCase() : text.toUpperCase()),
  text: (text) => (text === text.toUpperCase() ? text.toLowerCase() : text.toUpperCase()),
  interval: (text) => (/^\d+ days?$/.test(text) ? `${Number.parseInt(text) * 24}:00:00` : text),
}

/** A key is written otherwise: to some types and collations it is the same one. */
export const respellKey: Move = {
  id: 'respell-key',
  weight: 3,
  make(moment) {
    const { shape, random } = moment
    const rows = rowsOf(moment)
    const columns = shape.columns.filter(
      ({ name, type, unique }) => unique && Object.hasOwn(spellings, type.name) && canBeSet(shape, name),
    )
    if (rows.length === 0 || columns.length === 0) return undefined
    const { name, type } = random.pick(columns)
    const row = random.pick(rows)
    const value = row[name]
    if (value === null || value === undefined) return undefined
    const set = { [name]: spellings[type.name]!(value) }
    return [{ kind: 'update', relation: relationOf(shape), where: whereIs(shape, row), set }]
  },
}
