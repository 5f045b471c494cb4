import type { Catalog } from '../catalog/catalog.ts'
import type { SplitPlan } from '../plan/split-plan.ts'
import type { Artifact } from './artifact.ts'

/** What there is to write from. */
export interface EmitInput {
  readonly catalog: Catalog
  readonly plan: SplitPlan
}

/** Writes one kind of file. */
export interface Emitter {
  readonly id: string
  emit(input: EmitInput): Iterable<Artifact>
}
