import { objectsOf } from '../../catalog/catalog.ts'
import { tieTogether } from '../tie-together.ts'
import type { TieFinder } from '../tie.ts'

/** Relations that a routine touches together, with those whose triggers call it. */
export const routine: TieFinder = {
  id: 'routine',
  *find({ catalog, homeOf }) {
    const calling = new Map<number, (number | undefined)[]>()
    for (const { of, routine: called } of objectsOf(catalog, 'trigger'))
      if (called !== undefined) calling.set(called, [...(calling.get(called) ?? []), homeOf(of)])
    for (const { id, uses } of objectsOf(catalog, 'routine')) {
      const touched = uses.map(({ to }) => homeOf(to)).filter((home) => home !== undefined)
      // A trigger function that touches nothing ties nothing: many share set_updated_at().
      if (touched.length > 0) yield* tieTogether([...touched, ...(calling.get(id) ?? [])])
    }
  },
}
