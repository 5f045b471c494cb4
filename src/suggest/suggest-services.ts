import type { Catalog } from '../catalog/catalog.ts'
import { FountainError } from '../core/fountain-error.ts'
import { quoteQualified } from '../core/identifier.ts'
import { compareText } from '../core/order.ts'
import type { ImpliedReference } from '../implied/implied-reference.ts'
import { divideFreely, divideInto } from './divide-relations.ts'
import { findUndecided } from './find-undecided.ts'
import type { Group } from './find-communities.ts'
import type { Folded } from './fold-groups.ts'
import { nameServices } from './name-services.ts'
import { priceServices } from './price-boundary.ts'
import type { Proposal } from './suggestion.ts'
import { makeTieNet, tieScene, type TieNet } from './tie-net.ts'

/** A proposal, and the relations of its services by id. */
export interface Division {
  readonly proposal: Proposal
  readonly services: ReadonlyMap<string, Group>
}

/**
 * Services for a schema: of a wished number, or of as many as its ties ask for, with a coarser and a finer alternative.
 * Throws FountainError (exit 2) where there are fewer relations than services wished.
 */
export async function suggestServices(
  catalog: Catalog,
  implied: readonly ImpliedReference[],
  wished?: number,
): Promise<Division[]> {
  const net = makeTieNet(tieScene(catalog, implied))
  const most = net.relations.length
  if (most === 0) return []
  if (wished !== undefined && (wished < 1 || wished > most))
    throw new FountainError('impossible-number', `${most} relations cannot be ${wished} services`, {
      hint: `--services takes a number from 1 to ${most}.`,
    })
  const describe = (folded: Folded): Division => describeDivision(catalog, implied, net, folded)
  if (wished !== undefined) return [describe(await divideInto(net, wished))]
  const free = await divideFreely(net)
  const count = free.groups.length
  const others = [Math.max(2, Math.round(count * 0.6)), Math.min(most, Math.round(count * 1.6))]
  const divisions = [describe(free)]
  for (const other of new Set(others))
    if (other !== count && other < most) divisions.push(describe(await divideInto(net, other)))
  return divisions
}

function describeDivision(
  catalog: Catalog,
  implied: readonly ImpliedReference[],
  net: TieNet,
  { groups, unattached }: Folded,
): Division {
  const services = nameServices(catalog, net, groups)
  const nameOf = (id: number): string => quoteQualified(catalog.objects[id]!)
  const proposal: Proposal = {
    services: [...services].map(([name, group]) => ({ name, relations: group.map(nameOf).sort(compareText) })),
    cut: priceServices(catalog, implied, services).cut,
    undecided: findUndecided(catalog, net, services),
    unattached: unattached.map(nameOf).sort(compareText),
  }
  return { proposal, services }
}
