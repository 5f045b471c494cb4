import { objectsOf } from '../../catalog/catalog.ts'
import { couplingOfUse, crossingUses } from '../crossing-use.ts'
import type { Detector } from '../detector.ts'

/** Generated columns that call a function of another service. */
export const generatedColumn: Detector = {
  kind: 'generated-column',
  *detect(catalog, boundary) {
    for (const relation of objectsOf(catalog, 'relation'))
      for (const crossing of crossingUses(catalog, boundary, relation))
        if (crossing.use.role === 'generated' && crossing.target.kind === 'routine')
          yield couplingOfUse(
            catalog,
            'generated-column',
            crossing,
            `The column stays as a plain one: its expression needs a function of ${crossing.to}.`,
            true,
          )
  },
}
