import type { Boundary } from '../boundary/boundary.ts'
import { ownerOf } from '../boundary/boundary.ts'
import { drawBoundary } from '../boundary/draw-boundary.ts'
import { objectsOf, type Catalog } from '../catalog/catalog.ts'
import { quoteColumns, quoteQualified } from '../core/identifier.ts'
import type { Coupling, CouplingKind } from '../coupling/coupling.ts'
import { findCouplings, serviceCycles } from '../coupling/find-couplings.ts'
import type { ImpliedReference } from '../implied/implied-reference.ts'
import type { Group } from './find-communities.ts'
import type { Cut, MovedCrossing } from './suggestion.ts'

/** What a division costs, and each thing that crosses. */
export interface Price {
  readonly cut: Cut
  readonly crossings: readonly MovedCrossing[]
}

/** Draws the boundary between services of just these relations, and counts what crosses it as `analyze` would. */
export function priceServices(
  catalog: Catalog,
  implied: readonly ImpliedReference[],
  services: ReadonlyMap<string, Group>,
): Price {
  const config = Object.fromEntries(
    [...services].map(([name, group]) => [
      name,
      { relations: group.map((id) => quoteQualified(catalog.objects[id]!)) },
    ]),
  )
  const { boundary } = drawBoundary(catalog, { services: config })
  return priceBoundary(catalog, implied, boundary)
}

export function priceBoundary(catalog: Catalog, implied: readonly ImpliedReference[], boundary: Boundary): Price {
  const couplings = findCouplings(catalog, boundary).filter(({ outcome }) => outcome === 'cut')
  const crossings = couplings.map((coupling): MovedCrossing => {
    const { kind, from, to } = coupling
    return kind === 'foreign-key' ? { kind, from, to, action: actionOf(catalog, coupling) } : { kind, from, to }
  })
  const guessed = impliedCrossings(boundary, implied)
  const byAction: Record<string, number> = {}
  const others: Partial<Record<CouplingKind, number>> = {}
  for (const { kind, action } of crossings) {
    if (action !== undefined) byAction[action] = (byAction[action] ?? 0) + 1
    else if (kind !== 'implied') others[kind] = (others[kind] ?? 0) + 1
  }
  const cut: Cut = {
    keys: objectsOf(catalog, 'foreign-key').filter(({ inherited }) => !inherited).length,
    crossing: crossings.filter(({ kind }) => kind === 'foreign-key').length,
    byAction,
    implied: implied.length,
    impliedCrossing: guessed.length,
    others,
    circles: serviceCycles([...couplings, ...guessed.map(asNeed)]),
  }
  return { cut, crossings: [...crossings, ...guessed] }
}

function actionOf(catalog: Catalog, { object }: Coupling): string {
  const key = catalog.objects[object]
  return key?.kind === 'foreign-key' ? key.onDelete : ''
}

function impliedCrossings(boundary: Boundary, implied: readonly ImpliedReference[]): MovedCrossing[] {
  return implied.flatMap(({ relation, column, referenced, referencedColumn }) => {
    const [from, to] = [ownerOf(boundary, relation.id), ownerOf(boundary, referenced.id)]
    if (from === to || from === '' || to === '') return []
    return [
      {
        kind: 'implied' as const,
        from: { service: from, object: quoteColumns(relation, [column.name]) },
        to: { service: to, object: quoteColumns(referenced, [referencedColumn.name]) },
      },
    ]
  })
}

const asNeed = ({ from, to }: MovedCrossing) => ({ from, to, outcome: 'cut' as const })
