import type { Boundary } from '../boundary/boundary.ts'
import { displayName, evidenceAt, type Catalog } from '../catalog/catalog.ts'
import type { CatalogObject } from '../catalog/object.ts'
import { newline } from '../core/byte.ts'
import type { Evidence } from '../core/diagnostic.ts'
import type { Coupling, CouplingKind } from './coupling.ts'
import { CrossingUses, type CrossingUse } from './crossing-use.ts'

/** How a detector tells of the uses that cross. */
export interface UseStory {
  readonly kind: CouplingKind
  /** Which uses are told: the others are another detector's. */
  readonly tells: (crossing: CrossingUse) => boolean
  /** What becomes of it, in a sentence; where the target is copied, that is said instead. */
  readonly resolution: (crossing: CrossingUse) => string
  /** Only the part that the use names is cut, not the whole object. */
  readonly partial?: boolean
  /** `cut` unless it says otherwise. */
  readonly outcome?: (crossing: CrossingUse) => Coupling['outcome']
}

/** The couplings that uses of some objects make. */
export function* couplingsOfUses(
  catalog: Catalog,
  boundary: Boundary,
  users: Iterable<CatalogObject>,
  story: UseStory,
): Iterable<Coupling> {
  const crossings = new CrossingUses(catalog, boundary)
  for (const user of users)
    for (const crossing of crossings.of(user)) if (story.tells(crossing)) yield tell(catalog, boundary, crossing, story)
}

function tell(catalog: Catalog, boundary: Boundary, crossing: CrossingUse, story: UseStory): Coupling {
  const { user, use, target, from, to, copied } = crossing
  const outcome = copied ? 'copied' : (story.outcome?.(crossing) ?? 'cut')
  const cut = outcome === 'cut' && story.partial === true && use.part !== undefined
  return {
    kind: story.kind,
    from: { service: from, object: nameOfUser(catalog, user, use.column) },
    to: { service: to, object: displayName(catalog, target) },
    evidence: evidenceOfUse(catalog, use),
    outcome,
    resolution: copied ? copyResolution(boundary.owners[target.id]!, target) : story.resolution(crossing),
    object: user.id,
    target: target.id,
    ...(cut ? { cut: { statement: use.statement, part: use.part! } } : {}),
  }
}

/** A column of a relation as `relation(column)`. */
export function nameOfUser(catalog: Catalog, user: CatalogObject, column: string | undefined): string {
  const name = displayName(catalog, user)
  return user.kind === 'relation' && column !== undefined ? `${name}(${column})` : name
}

/** From the name to the end of its line: what follows is about something else. Without a name, the whole statement. */
export function evidenceOfUse(catalog: Catalog, use: { readonly statement: number; readonly at: number }): Evidence {
  const statement = catalog.statements[use.statement]!
  if (use.at === statement.textStart) return evidenceAt(catalog, use.statement, use.at)
  const length = catalog.files[statement.file]!.part(use.at, statement.end).indexOf(newline)
  return evidenceAt(catalog, use.statement, use.at, length === -1 ? statement.end : use.at + length)
}

function copyResolution(owners: readonly string[], target: CatalogObject): string {
  const words =
    target.kind === 'type' ? 'each has its own, and they' : 'each has its own copy of the function, and they'
  return `Given to ${owners.join(' and ')}: from then on ${words} can drift apart.`
}
