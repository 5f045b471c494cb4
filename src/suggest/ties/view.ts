import { objectsOf } from '../../catalog/catalog.ts'
import { tieTogether } from '../tie-together.ts'
import type { TieFinder } from '../tie.ts'

/** Relations that a view reads together. */
export const view: TieFinder = {
  id: 'view',
  *find({ catalog, homeOf }) {
    for (const { uses } of objectsOf(catalog, 'view')) yield* tieTogether(uses.map(({ to }) => homeOf(to)))
  },
}
