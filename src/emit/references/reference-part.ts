import type { Sql } from '../../print/sql.ts'

/** A piece of a service's reference migrations that is made, and unmade, as a whole. */
export interface ReferencePart {
  /** Names it from run to run. */
  readonly id: string
  /** What it is for, in lines. */
  readonly comment: readonly string[]
  readonly statements: readonly Sql[]
  /** Ids of parts that it goes with: where one of those is made anew, so is this. */
  readonly needs?: readonly string[]
  /** What comes before it where it is made by a migration further on, in a database that lives. */
  readonly again?: readonly Sql[]
  /** Takes it away again; nothing: it may stay. What is gone already is no error. */
  readonly undo: readonly Sql[]
}
