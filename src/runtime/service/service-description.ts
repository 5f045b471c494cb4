import type { ReplicaDescription } from '../consumer/replica.ts'
import type { ReferenceDescription } from '../reconcile/find-orphans.ts'

/** Format of a service's description. Fields are only added, as optional ones; anything else is a new number. */
export const descriptionFormat = 1

/**
 * What one service runs in the place of foreign keys to and from other services: a plain value that can be written as
 * JSON. `generate` computes it, `startService` runs it.
 */
export interface ServiceDescription {
  readonly format: typeof descriptionFormat
  readonly service: string
  /** The schema of our own in the service's database. */
  readonly home: string
  /** Relay and consumer connect as this role. */
  readonly role: string
  /** Its own keys that others refer to. */
  readonly publishes: readonly PublishedKey[]
  /** Keys of others that it refers to. */
  readonly replicas: readonly ReplicatedKey[]
}

/** A key whose changes are told to other services. */
export interface PublishedKey {
  /** `service.key`, as the events call it. */
  readonly aggregate: string
  /** The key's name here: its register is `<key>_register`. */
  readonly key: string
  readonly relation: readonly [schema: string, relation: string]
  readonly columns: readonly string[]
  /** Who keeps a replica of it, sorted. */
  readonly subscribers: readonly ServiceAddress[]
  /** Who votes before one of them goes, sorted, itself where keys of its own go with it; nobody is asked where it is left out. */
  readonly voters?: readonly ServiceAddress[]
  /** Who votes before one of them becomes another, sorted. */
  readonly changeVoters?: readonly ServiceAddress[]
}

/** A service and the schema of our own in its database. */
export interface ServiceAddress {
  readonly service: string
  readonly home: string
}

/** A replica, with where its keys come from and what leans on it. */
export interface ReplicatedKey extends ReplicaDescription {
  readonly source: ServiceAddress & { readonly key: string }
  readonly references: readonly KeptReference[]
  /** This service votes before one of them goes. */
  readonly votes?: boolean
  /** This service votes before one of them becomes another. */
  readonly votesOnChange?: boolean
  /** What is done for a key that goes can be refused here: writers are shut out from the vote to the outcome. */
  readonly fenced?: boolean
}

export type ReferentialAction = 'no action' | 'restrict' | 'cascade' | 'set null' | 'set default'

/** A foreign key that is kept, towards the replica or by the service's own code. */
export interface KeptReference extends ReferenceDescription {
  readonly constraint: string
  readonly onDelete: ReferentialAction
  readonly onUpdate: ReferentialAction
  /** Rows were there before the replica was; they are checked once it is filled. */
  readonly toCheck: boolean
}
