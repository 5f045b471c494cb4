import type { Artifact } from '../emit/artifact.ts'

/** Why a change is not made without being asked for, or at all. */
export type Conflict = 'in-the-way' | 'edited' | 'migration-changed' | 'migration-edited' | 'migration-removed'

/** What a run does to one file of the output folder. */
export interface FileChange {
  /** Below the output folder, `/` between folders. */
  readonly path: string
  /** `manifest`: the list of what was written. */
  readonly kind: Artifact['kind'] | 'manifest'
  readonly change: 'create' | 'change' | 'remove' | 'none'
  /**
   * - `in-the-way`: another's file stands there
   * - `edited`: a generated file was changed by hand
   * - `migration-changed`, `migration-removed`: what may have been applied would be another
   * - `migration-edited`: a migration was changed by hand
   */
  readonly conflict?: Conflict
}
