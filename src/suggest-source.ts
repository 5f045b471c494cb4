import type { Boundary } from './boundary/boundary.ts'
import { ownerOf } from './boundary/boundary.ts'
import { settleImplied } from './implied/settle-implied.ts'
import { findCrossings, readInput, type SplitOptions } from './split.ts'
import { parseMove, priceMoves } from './suggest/price-moves.ts'
import { suggestServices } from './suggest/suggest-services.ts'
import type { Suggestion } from './suggest/suggestion.ts'
import { tieScene } from './suggest/tie-net.ts'

export interface SuggestOptions extends SplitOptions {
  /** How many services; by default as many as the ties ask for, and alternatives. */
  readonly services?: number
  /** Moves to price instead, `public.orders=billing`: from the services as they are, or from the first proposal where there is but one. */
  readonly whatIf?: readonly string[]
}

/** Reads a schema and proposes services for it, whatever boundary it has; or prices moves over the boundary. */
export async function suggestSource(sources: readonly string[], options: SuggestOptions): Promise<Suggestion> {
  const moves = (options.whatIf ?? []).map(parseMove)
  const { loaded, texts } = await readInput(sources, options)
  const { catalog, boundary } = await findCrossings(texts, loaded, options)
  const { references } = settleImplied(catalog, loaded.config.implied)
  const scene = tieScene(catalog, references)
  const suggestion = {
    schemaVersion: 1 as const,
    source: { kind: texts.kind, files: texts.files.map(({ name }) => name) },
    relations: scene.relations.length,
  }
  const current = servicesOf(boundary, scene.relations)
  if (moves.length > 0 && current.size > 1)
    return { ...suggestion, proposals: [], moves: priceMoves(catalog, references, current, moves) }
  const divisions = await suggestServices(catalog, references, options.services)
  if (moves.length > 0)
    return {
      ...suggestion,
      proposals: divisions.slice(0, 1).map(({ proposal }) => proposal),
      moves: priceMoves(catalog, references, divisions[0]?.services ?? new Map(), moves),
    }
  return { ...suggestion, proposals: divisions.map(({ proposal }) => proposal), moves: [] }
}

function servicesOf(boundary: Boundary, relations: readonly { readonly id: number }[]): Map<string, readonly number[]> {
  const services = new Map<string, number[]>()
  for (const { id } of relations) {
    const owner = ownerOf(boundary, id)
    if (owner === '') continue
    const known = services.get(owner)
    if (known === undefined) services.set(owner, [id])
    else known.push(id)
  }
  return services
}
