/** What the referenced service says of a key that exists there. */
export interface KeyFacts {
  readonly epoch: string
  readonly incarnation: string
  readonly version: string
  /** Everything that happened there up to this version is in the answer; nothing is known of that where it is left out. */
  readonly mark?: string
  /** The key is about to go, if nobody refuses: it must not be referred to until that is decided. */
  readonly closing?: boolean
}

/** Asks the referenced service; `undefined` where the key does not exist. A port: HTTP, a shared server, a test's own. */
export interface ExistencePort {
  find(aggregate: string, key: readonly string[]): Promise<KeyFacts | undefined>
}

/** Asks about several keys at once, in their order. */
export function findAll(
  port: ExistencePort,
  aggregate: string,
  keys: readonly (readonly string[])[],
): Promise<(KeyFacts | undefined)[]> {
  return Promise.all(keys.map((key) => port.find(aggregate, key)))
}

/** The other service did not answer. Whether the key exists is not known; the write may be tried again. */
export class ExistenceUnavailable extends Error {
  readonly aggregate: string

  constructor(aggregate: string, cause: unknown) {
    super(`${aggregate}: the service that owns the key does not answer (${(cause as Error).message})`, { cause })
    this.name = 'ExistenceUnavailable'
    this.aggregate = aggregate
  }
}
