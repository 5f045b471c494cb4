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
}
