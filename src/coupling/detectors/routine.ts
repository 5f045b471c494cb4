import { evidenceAt, displayName, objectsOf } from '../../catalog/catalog.ts'
import { couplingOfUse, crossingUses } from '../crossing-use.ts'
import type { Detector } from '../detector.ts'

/** Functions and procedures whose body reaches another service, or whose reach cannot be known. */
export const routine: Detector = {
  kind: 'routine',
  *detect(catalog, boundary) {
    for (const object of objectsOf(catalog, 'routine')) {
      for (const crossing of crossingUses(catalog, boundary, object)) {
        if (crossing.target.kind === 'type') continue
        const verb = crossing.use.writes === true ? 'writes to' : 'reads'
        yield couplingOfUse(catalog, 'routine', crossing, `Left out: it ${verb} what ${crossing.to} owns. Split it, and call ${crossing.to} for its half.`) // prettier-ignore
      }
      const at = object.dynamic[0]
      const from = boundary.owners[object.id]![0]
      if (at === undefined || from === undefined) continue
      yield {
        kind: 'routine',
        from: { service: from, object: displayName(catalog, object) },
        to: { service: '', object: 'SQL made at run time' },
        evidence: evidenceAt(catalog, object.statement, at),
        outcome: 'kept',
        resolution: 'Kept, but nobody can know what its EXECUTE reaches. Read it before the split.',
        object: object.id,
        target: -1,
      }
    }
  },
}
