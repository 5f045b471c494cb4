/** A file to be. */
export interface Artifact {
  /** Below the output folder, `/` between folders. */
  readonly path: string
  readonly text: string
  /**
   * - `generated`: written anew at every run
   * - `migration`: may have been applied to a database, so it is written once and never changed
   */
  readonly kind: 'generated' | 'migration'
  /** Of a migration that is made from one of a folder of migrations. */
  readonly origin?: MigrationOrigin
  /** Of a migration of ours: what it makes and takes away, in order. */
  readonly parts?: readonly MigrationPart[]
}

/** A piece of our own that a migration makes; gone, without `sha256`. */
export interface MigrationPart {
  readonly id: string
  /** Of its statements. */
  readonly sha256?: string
  /** Statements that take it away again. */
  readonly undo?: readonly string[]
}

/** A piece with its text, so that a later run can write those that are new. */
export interface PrintedPart extends MigrationPart {
  readonly sha256: string
  readonly text: string
  /** Its text in a migration that is not a service's first. */
  readonly textAgain: string
  readonly needs: readonly string[]
}

/** What a migration is made of: with it a later run can leave the migration as it is, and add what is new. */
export interface MigrationOrigin {
  /** The comment at its head. */
  readonly head: string
  /** In order; those of other files than the first one's were needed later than they are written. */
  readonly statements: readonly RoutedStatement[]
}

export interface RoutedStatement extends StatementPlace {
  readonly text: string
  /** SET, BEGIN and the like. */
  readonly isSession: boolean
  readonly searchPath: readonly string[]
}

/** A statement of the source, whatever else the source has. */
export interface StatementPlace {
  readonly file: string
  /** sha256 of the file. */
  readonly sha256: string
  /** Which statement of the file, from 0. */
  readonly at: number
}

/** A migration that an earlier run wrote and nobody has touched. */
export interface EarlierMigration {
  readonly path: string
  readonly text: string
  readonly places: readonly StatementPlace[]
  /** Of a migration of ours, which has no places. */
  readonly parts?: readonly MigrationPart[]
}
