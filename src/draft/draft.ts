import type { Config } from '../config/config.ts'
import type { Layout } from '../plan/split-plan.ts'

export type ReferenceChoice = Omit<NonNullable<Config['references']>[number], 'from'>

/** What a configuration will say, before it is written. Edits make a new one. */
export interface Draft {
  /** By service, in the order in which they are told: its relations, as SQL names them, sorted. */
  readonly services: ReadonlyMap<string, readonly string[]>
  /** Whether services began as schemas: a service then names the schemas that it has most of. */
  readonly bySchema: boolean
  /** Ids of implied references that shall count like declared ones. */
  readonly confirmed: readonly string[]
  /** By the id of a reference, what was chosen other than proposed. */
  readonly choices: ReadonlyMap<string, ReferenceChoice>
  readonly layout: Layout
}

export const emptyDraft: Draft = {
  services: new Map(),
  bySchema: false,
  confirmed: [],
  choices: new Map(),
  layout: 'databases',
}
