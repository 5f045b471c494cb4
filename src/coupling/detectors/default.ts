import { objectsOf } from '../../catalog/catalog.ts'
import { couplingOfUse, crossingUses } from '../crossing-use.ts'
import type { Detector } from '../detector.ts'

/** Defaults that call a function of another service. */
export const columnDefault: Detector = {
  kind: 'default',
  *detect(catalog, boundary) {
    for (const relation of objectsOf(catalog, 'relation'))
      for (const crossing of crossingUses(catalog, boundary, relation))
        if (crossing.use.role === 'column-default' && crossing.target.kind === 'routine')
          yield couplingOfUse(
            catalog,
            'default',
            crossing,
            `The default is left out: its function stays with ${crossing.to}. Give ${crossing.from} a function of its own.`,
            true,
          )
  },
}
