import type { Sql } from '../../print/sql.ts'

/** A piece of a service's reference migrations that is made, and unmade, as a whole. */
export interface ReferencePart {
  /** Names it from run to run. */
  readonly id: string
  /** What it is for, in lines. */
  readonly comment: readonly string[]
  readonly statements: readonly Sql[]
  /** Takes it away again; nothing: it may stay. What is gone already is no error. */
  readonly undo: readonly Sql[]
}
