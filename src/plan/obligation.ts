import type { QualifiedName } from '../core/identifier.ts'
import type { ReferenceEnd } from './reference-end.ts'

/** ON DELETE or ON UPDATE. */
export type ReferentialEvent = 'delete' | 'update'

interface ObligationBase {
  /** Stable: the kind, the service and what it is about. */
  readonly id: string
  /** Who must do it. */
  readonly service: string
  /** The referenced key that it is about, columns in the order of their relation. */
  readonly key: ReferenceEnd
  /** Ids of the references for which it is done, sorted. */
  readonly references: readonly string[]
}

/** A table of just the referenced keys, which the referencing service's own foreign keys lean on. */
export interface KeepReplica extends ObligationBase {
  readonly kind: 'keep-replica'
}

/** Refuse a referencing row without its referenced row, when it is written. */
export interface GuardWrite extends ObligationBase {
  readonly kind: 'guard-write'
  /** native-key: a foreign key to the replica; api: the referenced service is asked; lookup: a port of the service's own. */
  readonly by: 'native-key' | 'api' | 'lookup'
}

/** Say which keys exist, one or many at a time. */
export interface AnswerExistence extends ObligationBase {
  readonly kind: 'answer-existence'
}

/** Tell created, changed and deleted keys through an outbox. */
export interface PublishEvents extends ObligationBase {
  readonly kind: 'publish-events'
}

/** Follow those events, transaction by transaction. */
export interface ConsumeEvents extends ObligationBase {
  readonly kind: 'consume-events'
}

/** Do the referential action itself when the event comes, or the vote's outcome: there is no replica whose foreign key would. */
export interface ApplyAction extends ObligationBase {
  readonly kind: 'apply-action'
  readonly on: ReferentialEvent
}

/** Let a key go in steps: close it, have it voted on, decide, then act. */
export interface CoordinateRelease extends ObligationBase {
  readonly kind: 'coordinate-release'
  readonly on: ReferentialEvent
}

/** Answer whether a key may go, and hold to the answer until the decision. */
export interface VoteOnRelease extends ObligationBase {
  readonly kind: 'vote-on-release'
  readonly on: ReferentialEvent
  /**
   * native-key: foreign keys to the replica say no; action: what the action does may be refused, also after the vote; lookup:
   * there is no replica to ask, rows are looked for while the key state is locked.
   */
  readonly by: 'native-key' | 'action' | 'lookup'
  /** Something can refuse what the action does, so it is tried; else it is agreed to unseen. */
  readonly refusable?: true
  /** Relations of the voter's own by whose rows the action can be refused; nobody writes to them until the outcome. */
  readonly fence?: readonly QualifiedName[]
}

/** Refuse to change (or delete) a key that other services may refer to. */
export interface RefuseKeyChange extends ObligationBase {
  readonly kind: 'refuse-key-change'
  readonly on: ReferentialEvent
}

/** Find orphans on schedule, and mend them. */
export interface Reconcile extends ObligationBase {
  readonly kind: 'reconcile'
}

/** What a service must do itself once a constraint is gone. Closed: a new kind makes the compiler name who must answer. */
export type Obligation =
  | KeepReplica
  | GuardWrite
  | AnswerExistence
  | PublishEvents
  | ConsumeEvents
  | ApplyAction
  | CoordinateRelease
  | VoteOnRelease
  | RefuseKeyChange
  | Reconcile

export type ObligationKind = Obligation['kind']
