import type { Catalog } from '../../catalog/catalog.ts'
import type { CatalogObject } from '../../catalog/object.ts'
import { couplingsOfUses } from '../couplings-of-uses.ts'
import type { Detector } from '../detector.ts'

/** Types that several services use (each gets a copy), and row types of another service's relation (which cannot be copied). */
export const type: Detector = {
  kind: 'type',
  *detect(catalog, boundary) {
    const objects = alive(catalog)
    yield* couplingsOfUses(catalog, boundary, objects, {
      kind: 'type',
      tells: ({ user, use, target, copied }) =>
        target.kind === 'type' || (user.kind === 'relation' && use.role === 'column-type' && !copied),
      resolution: ({ to }) =>
        `The column is left out: it has the row type of a relation of ${to}. Use a composite type of its own.`,
      partial: true,
    })
    yield* couplingsOfUses(
      catalog,
      boundary,
      objects.filter(({ kind }) => kind === 'type'),
      {
        kind: 'type',
        tells: ({ target }) => target.kind !== 'type',
        resolution: ({ from, to }) =>
          `Left out for ${from}, with all that has this type: it is made of what ${to} owns. Give ${from} a type of its own.`,
      },
    )
  },
}

function alive(catalog: Catalog): CatalogObject[] {
  return catalog.objects.filter(({ dropped }) => !dropped)
}
