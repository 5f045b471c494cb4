/**
 * What services tell each other about one referenced key: the types of its events, the exact values that it can have, whom it
 * concerns, and which constraints it stands for. Files are printed from this, and a later schema is held against it.
 */
export interface KeyContract {
  /** `service.key`: how events and the existence API call it. */
  readonly aggregate: string
  /** Who owns the key. */
  readonly service: string
  /** Unique in the service, of `[a-z0-9_]`. */
  readonly key: string
  readonly schema: string
  readonly relation: string
  /** In the order of the relation. */
  readonly columns: readonly ContractColumn[]
  /** Types of its events, in the order of a key's life; none where nobody follows them. */
  readonly events: readonly string[]
  /** Who follows the events, sorted. */
  readonly receivers: readonly string[]
  /** Who may ask which keys exist, sorted. */
  readonly askers: readonly string[]
  /** Who is asked before one of its keys goes, sorted. */
  readonly voters: readonly string[]
  /** Who is asked before one of its keys becomes another, sorted. */
  readonly changeVoters: readonly string[]
  /** Ids of the references that it stands for, sorted. */
  readonly references: readonly string[]
}

/** A column of a referenced key, as other services see it. */
export interface ContractColumn {
  readonly name: string
  /** Below domains, as PostgreSQL prints it: `numeric(10,2)`, `public.mood`. */
  readonly type: string
  /** Where it is not the type's own. */
  readonly collation?: string
  /** What its values are in JSON. */
  readonly value: ValueSchema
}

/** The part of JSON Schema (2020-12) that says what a key's column can be. */
export interface ValueSchema {
  readonly type: 'integer' | 'boolean' | 'string'
  readonly minimum?: number
  readonly maximum?: number
  /** In characters. */
  readonly maxLength?: number
  readonly pattern?: string
  readonly enum?: readonly string[]
}

/** What can happen to a key. */
export const keyEvents = ['created', 'key-changed', 'deleted'] as const

export type KeyEventName = (typeof keyEvents)[number]

/** `service.key`: how a referenced key is called among services; events' `aggregatetype`. */
export function aggregateOf(service: string, key: string): string {
  return `${service}.${key}`
}

/** What the letters about a change of a key are about: it goes as a release under a name of its own. */
export function changeAggregate(aggregate: string): string {
  return `${aggregate}.change`
}

/** The word at the end of an event's type. */
export function eventOf(type: string): KeyEventName {
  return type.slice(type.lastIndexOf('.') + 1) as KeyEventName
}
