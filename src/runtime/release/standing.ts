import type { Ask, Refusal, ReleaseMessage } from './release-message.ts'

/** A voter as the coordinator sees it. `settled`: it reopened the key, or did what had to be done. */
export interface Voter {
  readonly vote: 'asked' | 'yes'
  readonly acts: boolean
  readonly settled: boolean
}

/** An attempt to release a key of this service; one at a time for each key. */
export interface Release {
  readonly id: string
  readonly rank: string
  readonly key: string
  readonly attempt: number
  readonly version: number
  /**
   * `granted`: everybody agreed, and the release above has to decide. `aborting`: refused, not yet reopened everywhere.
   * From `decided` on there is only forward. `released` and `refused` are over.
   */
  readonly phase: 'asking' | 'granted' | 'decided' | 'aborting' | 'released' | 'refused'
  /** The key of another service whose vote here needs this release; none for one that was asked for by itself. */
  readonly above: string | undefined
  readonly voters: Readonly<Record<string, Voter>>
  readonly refusal: Refusal | undefined
}

/** What this service knows about a key of another one that is, or was, to be released. */
export interface Ballot {
  readonly ask: Ask
  /** `waiting`: closed, and keys of this service's own have to be released first. `open`: the attempt is over, the key stays. */
  readonly phase: 'waiting' | 'yes' | 'no' | 'open' | 'applying' | 'done'
  /** Keys of this service that go with the key, for which releases were begun. */
  readonly own: readonly string[]
  /** Those that the same release holds further up: they go there. */
  readonly held: readonly string[]
  readonly begun: boolean
  readonly acts: boolean
  readonly refusal: Refusal | undefined
}

/** The state of one service, or the part of it that a message concerns: the ballot of its key, the releases that may meet. */
export interface Standing {
  readonly service: string
  readonly releases: Readonly<Record<string, Release>>
  readonly ballots: Readonly<Record<string, Ballot>>
}

/**
 * What has to be done in the transaction that keeps the new state. `judge` and `decide` ask the database, and their answer goes
 * to `castVote` and `decide`; `reopen` takes back what the vote did, `apply` runs the action, `remove` deletes the referenced row.
 */
export type Task =
  | { readonly task: 'judge'; readonly ask: Ask }
  | { readonly task: 'decide'; readonly key: string; readonly acts: boolean }
  | { readonly task: 'reopen'; readonly key: string }
  | { readonly task: 'apply'; readonly key: string; readonly except: readonly string[] }
  | { readonly task: 'remove'; readonly key: string }

export interface Step {
  readonly standing: Standing
  readonly send: readonly ReleaseMessage[]
  readonly tasks: readonly Task[]
}

export function isLive(release: Release | undefined): release is Release {
  return release !== undefined && release.phase !== 'released' && release.phase !== 'refused'
}

/** New references to the key are refused. */
export function isClosed(ballot: Ballot | undefined): boolean {
  return ballot !== undefined && ['waiting', 'yes', 'applying'].includes(ballot.phase)
}
