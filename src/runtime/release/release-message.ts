/** Why a key was not released. `busy` and `timeout` may pass; a `refused` stands while the row that it names stands. */
export interface Refusal {
  readonly kind: 'refused' | 'busy' | 'timeout'
  /** The service that said no, or did not answer. */
  readonly service: string
  readonly sqlstate?: string
  readonly constraint?: string
  readonly relation?: string
  readonly message: string
  readonly detail?: string
}

interface Head {
  /** The release's, one for each attempt of a request; those that a cascade begins further down carry it too. */
  readonly id: string
  /** The referenced key: its aggregate and its canonical text. */
  readonly key: string
  /** Counts up for ever in the service that owns the key. */
  readonly attempt: number
  readonly from: string
  readonly to: string
}

/** Close the key, and say whether it may go. */
export interface Ask extends Head {
  readonly type: 'ask'
  /** Orders releases that cross: the key that the whole release is about. The smaller one goes first. */
  readonly rank: string
  /** The key's version, so that a service which never heard of it does not take it up after its end. */
  readonly version: number
}

/** `busy`: another release holds what this one needs; ask again in a new attempt. `acts`: a yes that has an effect. */
export interface Vote extends Head {
  readonly type: 'vote'
  readonly verdict: 'yes' | 'no' | 'busy'
  readonly acts: boolean
  readonly refusal?: Refusal
}

/** It stays: open the key again. */
export interface Abort extends Head {
  readonly type: 'abort'
}

export interface Reopened extends Head {
  readonly type: 'reopened'
}

/** It goes, whatever happens: apply what the action does. */
export interface Decided extends Head {
  readonly type: 'decided'
}

export interface Done extends Head {
  readonly type: 'done'
}

/** What services say to each other about a release. May be lost, come twice, and in any order. */
export type ReleaseMessage = Ask | Vote | Abort | Reopened | Decided | Done
