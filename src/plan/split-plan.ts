import type { Diagnostic, Evidence } from '../core/diagnostic.ts'
import type { ObjectKey } from '../core/object-key.ts'
import type { Coupling } from '../coupling/coupling.ts'
import type { KeyContract } from './contracts/key-contract.ts'
import type { Obligation } from './obligation.ts'
import type { ReferenceEnd } from './reference-end.ts'

export type Layout = 'databases' | 'schemas'

/** One change to a statement's text; offsets are bytes into the statement's file. */
export interface Edit {
  readonly start: number
  readonly end: number
  readonly text: string
}

/** Where one statement goes. */
export interface Route {
  readonly statement: number
  readonly service: string
  /** Sorted, not overlapping; empty: verbatim. */
  readonly edits: readonly Edit[]
}

/** Something of the input that a service, or all of them, go without. */
export interface Removal {
  /** As the catalog comparison names it: `foreign-key public.script script_author_id_fkey`. */
  readonly object: ObjectKey
  /** Who goes without it; '' where it belongs to no service. */
  readonly service: string
  /**
   * - `gone`: no service has it
   * - `elsewhere`: another service has it
   * - `history`: the source itself drops it later
   * - `rewritten`: it is there, said in other words
   */
  readonly extent: 'gone' | 'elsewhere' | 'history' | 'rewritten'
  /** A sentence. */
  readonly why: string
  /** The user's text of it, verbatim; '' where it has none of its own. */
  readonly text: string
  readonly statement: number
  readonly evidence: Evidence
  /** Keys of what stays, but reads differently without it: columns that were inherited and are its own now. */
  readonly changed?: readonly ObjectKey[]
}

/** In `layout: schemas`: something that several services have, in the schema where this one has it. */
export interface Copy {
  /** As the original's catalog names it. */
  readonly object: ObjectKey
  readonly service: string
  /** Schema and name in the original. */
  readonly from: string
  readonly name: string
  /** Its schema in the split. */
  readonly to: string
}

/** What keeps ON DELETE or ON UPDATE. */
export interface PlannedReaction {
  readonly reaction: 'event' | 'saga' | 'refuse'
  /** As `Tier` has it. */
  readonly tier: 2 | 3 | 4 | 5
  /** Sentences. */
  readonly because: readonly string[]
}

export type { ReferenceEnd } from './reference-end.ts'

/** A foreign key as analyze reports it; names plain, id quoted where PostgreSQL must. */
export interface PlannedForeignKey {
  readonly id: string
  readonly constraint: string
  readonly crosses: boolean
  readonly referencing: ReferenceEnd
  readonly referenced: ReferenceEnd
  readonly onDelete: string
  readonly onDeleteColumns: readonly string[]
  readonly onUpdate: string
  readonly match: 'simple' | 'full'
  readonly deferrable: 'no' | 'initially immediate' | 'initially deferred'
  readonly validated: boolean
  /** Where it is no ordinary one: with PERIOD rows are to cover a span; what is not enforced promises nothing. */
  readonly form?: 'period' | 'not enforced'
  /** No constraint declares it: the user confirmed it. */
  readonly implied: boolean
  readonly evidence: Evidence
}

/** A reference that no constraint declares and nobody has confirmed yet. */
export interface PlannedImplied {
  /** Like a foreign key's; what `implied.confirm` of the configuration takes. */
  readonly id: string
  /** Between 0 and 1. */
  readonly confidence: number
  /** What speaks for it, in words. */
  readonly because: string
  readonly crosses: boolean
  readonly referencing: ReferenceEnd
  readonly referenced: ReferenceEnd
  /** What a live database says: different values that were looked at, and those without a row. */
  readonly data?: { readonly values: number; readonly missing: number }
  /** The referencing column. */
  readonly evidence: Evidence
}

/** Two columns that mean a row of one of several relations: the first says of which. */
export interface PlannedPolymorphic {
  readonly id: string
  readonly because: string
  readonly referencing: ReferenceEnd
  readonly evidence: Evidence
}

/** A crossing foreign key and what is to replace it; null where an end belongs to no service, or it is no ordinary one. */
export interface PlannedReference extends PlannedForeignKey {
  readonly guard: 'replicate' | 'api' | 'application' | null
  readonly delete: PlannedReaction | null
  readonly update: PlannedReaction | null
}

export interface PlannedService {
  readonly name: string
  readonly role: string
  readonly schemas: readonly string[]
  /** Tables only, `schema.relation`, plain, sorted. */
  readonly relations: readonly string[]
  readonly views: readonly string[]
}

export interface PlanSource {
  readonly kind: 'sql' | 'migrations' | 'stdin' | 'database'
  readonly files: readonly string[]
  /** routed + cut + reported = total. `cut`: routed, less a crossing part, or left out because it crosses. */
  readonly statements: {
    readonly total: number
    readonly routed: number
    readonly cut: number
    readonly reported: number
  }
}

/** All decisions, as a value that can be written as JSON and read back. */
export interface SplitPlan {
  readonly schemaVersion: 1
  readonly source: PlanSource
  /** sha256 over the source's files, hex. */
  readonly inputHash: string
  readonly layout: Layout
  readonly services: readonly PlannedService[]
  /** Every foreign key, sorted by id. */
  readonly foreignKeys: readonly PlannedForeignKey[]
  readonly references: readonly PlannedReference[]
  /** What the services must do in their stead, sorted by id. */
  readonly obligations: readonly Obligation[]
  /** What they tell each other in their stead, sorted by aggregate. */
  readonly contracts: readonly KeyContract[]
  readonly couplings: readonly Coupling[]
  /** Sorted by id. */
  readonly implied: readonly PlannedImplied[]
  readonly polymorphic: readonly PlannedPolymorphic[]
  /** Strongly connected services. */
  readonly cycles: readonly (readonly string[])[]
  /** In the order of the source, then by service. */
  readonly routes: readonly Route[]
  /** Sorted by service; empty in `layout: databases`, where every copy keeps its name. */
  readonly copies: readonly Copy[]
  /** Statements whose place is the cluster (roles), in order. */
  readonly cluster: readonly number[]
  readonly removals: readonly Removal[]
  /** Statements that nobody gets because what they do cannot be known, with the reason. */
  readonly reported: readonly { readonly statement: number; readonly why: string; readonly evidence: Evidence }[]
  readonly diagnostics: readonly Diagnostic[]
}
