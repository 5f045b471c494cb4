import { objectsOf } from '../../catalog/catalog.ts'
import { couplingOfUse, crossingUses } from '../crossing-use.ts'
import type { Detector } from '../detector.ts'

/** CHECK constraints and index expressions that call a function of another service. */
export const check: Detector = {
  kind: 'check',
  *detect(catalog, boundary) {
    for (const object of [...objectsOf(catalog, 'constraint'), ...objectsOf(catalog, 'index')])
      for (const crossing of crossingUses(catalog, boundary, object))
        if (crossing.target.kind === 'routine')
          yield couplingOfUse(catalog, 'check', crossing, `Left out: its function stays with ${crossing.to}. Give ${crossing.from} a function of its own.`) // prettier-ignore
  },
}
