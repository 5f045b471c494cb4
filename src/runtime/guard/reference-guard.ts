import type { ExistencePort } from '../existence/existence-port.ts'

/**
 * Where a guard learns whether keys exist: from a port (`HttpExistence` asks the other service, `RegisterExistence` its
 * database), or `local`, from what this service has heard of them, which asks nobody.
 */
export type Lookup = ExistencePort | 'local'

/** A key of another service that rows of this one name. */
export interface GuardedKey {
  /** `service.key`, as the events call it. */
  readonly aggregate: string
  /** The service whose key it is. */
  readonly service: string
  /** The schema of our own in this service's database, and the name that the key's functions begin with. */
  readonly home: string
  readonly name: string
  readonly relation: readonly [schema: string, relation: string]
  /** Columns of the referenced key, in its order. */
  readonly columns: readonly string[]
}

/** A foreign key that the service's own code keeps in the place of PostgreSQL. A plain value; `generate` computes it. */
export interface ReferenceGuard {
  readonly constraint: string
  readonly relation: readonly [schema: string, relation: string]
  /** Partitions of the relation, which may be written by their own names. */
  readonly partitions?: readonly (readonly [schema: string, relation: string])[]
  /** In the constraint's order. */
  readonly columns: readonly { readonly from: string; readonly to: string }[]
  readonly match: 'simple' | 'full'
  readonly key: GuardedKey
}

/** The columns of a row that a guard looks at, in the constraint's order, as texts. */
export type ReferencingTexts = readonly (string | null)[]
