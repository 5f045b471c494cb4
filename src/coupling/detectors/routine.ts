import { displayName, evidenceAt, objectsOf, type Catalog } from '../../catalog/catalog.ts'
import type { CatalogObject, Routine, Use } from '../../catalog/object.ts'
import type { Coupling } from '../coupling.ts'
import { couplingsOfUses } from '../couplings-of-uses.ts'
import type { Detector } from '../detector.ts'

/** Functions and procedures whose body reaches another service, or whose reach cannot be known. */
export const routine: Detector = {
  kind: 'routine',
  *detect(catalog, boundary) {
    const routines = objectsOf(catalog, 'routine')
    yield* couplingsOfUses(catalog, boundary, routines, {
      kind: 'routine',
      tells: ({ target }) => target.kind !== 'type',
      resolution: ({ use, target, from, to }) =>
        isRowType(use, target)
          ? `Left out: it has the row type of a relation of ${to}. Give ${from} a composite type of its own.`
          : `Left out: it ${verbOf(use, target)} what ${to} owns. Split it, and call ${to} for its half.`,
    })
    for (const object of routines) {
      const from = boundary.owners[object.id]![0]
      if (from !== undefined) yield* unknownReach(catalog, object, from)
    }
  },
}

function isRowType({ role }: Use, { kind }: CatalogObject): boolean {
  return (role === 'argument-type' || role === 'result-type') && (kind === 'relation' || kind === 'view')
}

function verbOf(use: Use, target: CatalogObject): string {
  if (use.writes === true) return 'writes to'
  if (target.kind === 'routine') return 'calls'
  return target.kind === 'sequence' ? 'draws from' : 'reads'
}

// What is written in these reaches data by other ways than SQL, if at all.
const ownWays = new Set(['c', 'internal'])

function* unknownReach(catalog: Catalog, object: Routine, from: string): Iterable<Coupling> {
  const at = object.dynamic[0]
  const unread = object.opaque && !ownWays.has(object.language)
  if (at === undefined && !unread) return
  yield {
    kind: 'routine',
    from: { service: from, object: displayName(catalog, object) },
    to: { service: '', object: at === undefined ? `a body in ${object.language}` : 'SQL made at run time' },
    evidence: evidenceAt(catalog, object.statement, at ?? object.at),
    outcome: 'kept',
    resolution:
      at === undefined
        ? 'Kept, but its body could not be read, so nobody knows what it reaches. Read it before the split.'
        : 'Kept, but nobody can know what its EXECUTE reaches. Read it before the split.',
    object: object.id,
    target: -1,
  }
}
