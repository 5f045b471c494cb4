import type { Boundary } from '../boundary/boundary.ts'
import { displayName, evidenceAt, type Catalog } from '../catalog/catalog.ts'
import type { CatalogObject, Use } from '../catalog/object.ts'
import type { Coupling, CouplingKind } from './coupling.ts'

/** A use whose ends no service has both of. */
export interface CrossingUse {
  readonly user: CatalogObject
  readonly use: Use
  readonly target: CatalogObject
  /** Owner of the using object, one of them where it is given to several. */
  readonly from: string
  readonly to: string
}

/**
 * The uses of one object that cross: some service has the object and lacks what it uses. What nobody owns (unassigned)
 * crosses nothing. Each target once, at its first use.
 */
export function* crossingUses(catalog: Catalog, boundary: Boundary, user: CatalogObject): Iterable<CrossingUse> {
  const seen = new Set<string>()
  for (const use of user.uses) {
    const target = catalog.objects[use.to]!
    const owners = boundary.owners[use.to]!
    if (owners.length === 0) continue
    const from = boundary.owners[user.id]!.find((service) => !owners.includes(service))
    if (from === undefined) continue
    const key = `${use.to} ${use.part?.at ?? ''}`
    if (seen.has(key)) continue
    seen.add(key)
    yield { user, use, target, from, to: owners[0]! }
  }
}

/** A crossing use as a coupling; the whole using object is cut unless `partial` says that its part is enough. */
export function couplingOfUse(
  catalog: Catalog,
  kind: CouplingKind,
  crossing: CrossingUse,
  resolution: string,
  partial: boolean = false,
): Coupling {
  const { user, use, target, from, to } = crossing
  const whole = user.kind === 'relation' && use.column !== undefined
  return {
    kind,
    from: {
      service: from,
      object: whole ? `${displayName(catalog, user)}(${use.column})` : displayName(catalog, user),
    },
    to: { service: to, object: displayName(catalog, target) },
    evidence: evidenceAt(catalog, use.statement, use.at),
    outcome: 'cut',
    resolution,
    object: user.id,
    target: target.id,
    ...(partial && use.part !== undefined ? { cut: { statement: use.statement, part: use.part } } : {}),
  }
}
