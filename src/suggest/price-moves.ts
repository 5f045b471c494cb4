import type { Catalog } from '../catalog/catalog.ts'
import { FountainError } from '../core/fountain-error.ts'
import { quoteQualified } from '../core/identifier.ts'
import { parseQualifiedName } from '../core/parse-name.ts'
import type { ImpliedReference } from '../implied/implied-reference.ts'
import type { Group } from './find-communities.ts'
import { priceServices } from './price-boundary.ts'
import type { Move, MovedCrossing } from './suggestion.ts'
import { tieScene } from './tie-net.ts'

/** A relation, as SQL would name it, and the service that it shall go to; one that is not there is made. */
export interface WishedMove {
  readonly relation: string
  readonly service: string
}

/** `public.orders=billing`. Throws FountainError, exit 2. */
export function parseMove(text: string): WishedMove {
  const at = text.lastIndexOf('=')
  const [relation, service] = [text.slice(0, at).trim(), text.slice(at + 1).trim()]
  if (at !== -1 && relation !== '' && service !== '') return { relation, service }
  throw new FountainError('invalid-move', `${JSON.stringify(text)} is not a move`, {
    hint: 'Write it as relation=service: --what-if public.orders=billing',
  })
}

/** What each move gains and loses, one on top of the other. */
export function priceMoves(
  catalog: Catalog,
  implied: readonly ImpliedReference[],
  start: ReadonlyMap<string, Group>,
  wished: readonly WishedMove[],
): Move[] {
  const scene = tieScene(catalog, implied)
  let services = start
  let before = priceServices(catalog, implied, services)
  return wished.map(({ relation: written, service }) => {
    const name = parseQualifiedName(written)
    const found = scene.relations.find((each) => each.schema === name.schema && each.name === name.name)
    if (found === undefined)
      throw new FountainError('unknown-relation', `there is no relation ${quoteQualified(name)}`, {
        hint: 'A relation is a table; partitions go with theirs, views with what they read.',
      })
    const from = [...services].find(([, group]) => group.includes(found.id))?.[0] ?? ''
    services = moved(services, found.id, service)
    const after = priceServices(catalog, implied, services)
    const move: Move = {
      relation: quoteQualified(found),
      from,
      to: service,
      gained: missingFrom(before.crossings, after.crossings),
      lost: missingFrom(after.crossings, before.crossings),
      before: before.cut,
      after: after.cut,
    }
    before = after
    return move
  })
}

function moved(services: ReadonlyMap<string, Group>, id: number, to: string): Map<string, Group> {
  const result = new Map([...services].map(([name, group]) => [name, group.filter((each) => each !== id)] as const))
  result.set(to, [...(result.get(to) ?? []), id])
  return new Map([...result].filter(([, group]) => group.length > 0))
}

/** Those of `more` that are not in `less`; which services the ends have does not matter. */
export function missingFrom(less: readonly MovedCrossing[], more: readonly MovedCrossing[]): MovedCrossing[] {
  const key = ({ kind, from, to }: MovedCrossing): string => `${kind}\0${from.object}\0${to.object}`
  const known = new Set(less.map(key))
  return more.filter((crossing) => !known.has(key(crossing)))
}
