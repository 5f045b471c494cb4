import { drawFresh } from '../draw-values.ts'
import type { Move } from '../move.ts'
import { canBeSet, relationOf, rowsOf, whereIs } from '../move.ts'

/** A key gets another value, mostly one that is free: the others of a composite key stay. */
export const changeKey: Move = {
  id: 'change-key',
  weight: 14,
  make(moment) {
    const { scene, shape, random } = moment
    const rows = rowsOf(moment)
    const referenced = [...scene.shapes.values()].flatMap(({ references }) => references).filter((each) => each.referenced === shape.key) // prettier-ignore
    const columns = new Set([...referenced.flatMap((each) => each.referencedColumns), ...(shape.identity ?? [])])
    const changing = [...columns].filter((name) => canBeSet(shape, name))
    if (rows.length === 0 || changing.length === 0) return undefined
    const row = random.pick(rows)
    const set = { [random.pick(changing)]: null as string | null }
    for (const name of Object.keys(set)) set[name] = drawFresh(moment, name)
    return [{ kind: 'update', relation: relationOf(shape), where: whereIs(shape, row), set }]
  },
}
