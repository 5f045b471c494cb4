import type { Boundary } from '../boundary/boundary.ts'
import type { Catalog } from '../catalog/catalog.ts'
import type { Config } from '../config/config.ts'
import { chooseStrategies } from './choose-strategies.ts'
import { planForeignKeys } from './plan-foreign-keys.ts'
import { sceneMaker } from './reference-scene.ts'
import { resolveChoices } from './resolve-choices.ts'
import type { Fitness, Guard, Reaction } from './strategy.ts'
import { guards, reactions } from './strategy-registry.ts'

/** One strategy that a reference may have, and how well it keeps what the constraint declares. */
export interface StrategyOption<Id> extends Fitness {
  readonly id: Id
  /** One line. */
  readonly summary: string
  /** What holds unless the configuration says otherwise. */
  readonly proposed: boolean
}

/** All strategies for the parts of one reference, in the order in which they are proposed. */
export interface StrategyOptions {
  readonly guard: readonly StrategyOption<Guard>[]
  readonly delete: readonly StrategyOption<Reaction>[]
  readonly update: readonly StrategyOption<Reaction>[]
}

/** What could replace a crossing foreign key; undefined where there is no such key, one end belongs to no service, or it is no ordinary one. */
export function listStrategyOptions(
  catalog: Catalog,
  boundary: Boundary,
  entries: NonNullable<Config['references']>,
  id: string,
): StrategyOptions | undefined {
  const keys = planForeignKeys(catalog, boundary)
  const key = keys.crossing.find(({ planned }) => planned.id === id)
  const ends = key === undefined ? [] : [key.planned.referencing.service, key.planned.referenced.service]
  if (key === undefined || key.planned.form !== undefined || ends.includes('')) return undefined
  const scene = sceneMaker(catalog, boundary, keys.crossing, resolveChoices(entries, keys).choices)(key)
  const proposed = chooseStrategies(scene, {})
  const reactionsTo = (on: 'delete' | 'update'): StrategyOption<Reaction>[] =>
    reactions.map((strategy) => ({
      ...strategy.fitness(scene, on),
      id: strategy.id,
      summary: strategy.summary,
      proposed: strategy.id === proposed[on].reaction,
    }))
  return {
    guard: guards.map((strategy) => ({
      ...strategy.fitness(scene),
      id: strategy.id,
      summary: strategy.summary,
      proposed: strategy.id === proposed.guard,
    })),
    delete: reactionsTo('delete'),
    update: reactionsTo('update'),
  }
}
