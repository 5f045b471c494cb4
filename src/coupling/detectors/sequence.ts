import { objectsOf } from '../../catalog/catalog.ts'
import { couplingOfUse, crossingUses } from '../crossing-use.ts'
import type { Detector } from '../detector.ts'

/** Columns that draw their numbers from a sequence of another service. */
export const sequence: Detector = {
  kind: 'sequence',
  *detect(catalog, boundary) {
    for (const relation of objectsOf(catalog, 'relation'))
      for (const crossing of crossingUses(catalog, boundary, relation))
        if (crossing.target.kind === 'sequence')
          yield couplingOfUse(catalog, 'sequence', crossing, `The default is left out: the sequence stays with ${crossing.to}. Give the column an identity of its own.`, true) // prettier-ignore
  },
}
