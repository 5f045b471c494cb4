import type { KeyToRelease } from './coordinate.ts'
import { abandon, countSettled, countVote, goForward, messagesDue, openRelease } from './coordinate.ts'
import type { Ask, Refusal, ReleaseMessage } from './release-message.ts'
import type { Release, Standing, Step } from './standing.ts'
import { isLive } from './standing.ts'
import { Turn } from './turn.ts'
import type { Judgement } from './vote.ts'
import { considerAbove, hearAbort, hearAsk, hearDecided, placeVotes } from './vote.ts'

/**
 * The release of a referenced key, as functions from a standing and what came to a standing, messages and tasks. They read no clock
 * and touch no database: whoever calls them keeps the standing, does the tasks, and only then sends, in one transaction each.
 */

/** Begins an attempt. The key must not be held by another release: look with `holderOf`. */
export function beginRelease(standing: Standing, id: string, what: KeyToRelease): Step {
  const turn = new Turn(standing)
  openRelease(turn, what, { id, rank: what.key, above: undefined })
  return turn.end()
}

/** The release that holds a key, if any: another one has to wait until it is over everywhere. */
export function holderOf(standing: Standing, key: string): Release | undefined {
  const release = standing.releases[key]
  return isLive(release) ? release : undefined
}

export function receive(standing: Standing, message: ReleaseMessage): Step {
  const turn = new Turn(standing)
  if (message.type === 'ask') hearAsk(turn, message)
  else if (message.type === 'abort') hearAbort(turn, message)
  else if (message.type === 'decided') hearDecided(turn, message)
  else {
    const release = message.type === 'vote' ? countVote(turn, message) : countSettled(turn, message)
    if (release !== undefined) considerAbove(turn, release)
  }
  return turn.end()
}

/** The answer to the task `judge`; `others` are asks of the same release that were judged together with it. */
export function castVote(standing: Standing, ask: Ask, judgement: Judgement, others: readonly Ask[] = []): Step {
  const turn = new Turn(standing)
  placeVotes(turn, [ask, ...others], judgement)
  return turn.end()
}

/**
 * The answer to the task `decide`: what the service's own rows and triggers say. Where no voter acts, the row was removed to find
 * out; where one does, it was tried and taken back, and is fenced until `remove`.
 */
export function decide(standing: Standing, key: string, refusal: Refusal | undefined): Step {
  const turn = new Turn(standing)
  const release = turn.releases[key]!
  if (refusal === undefined) goForward(turn, release)
  else abandon(turn, release, refusal)
  return turn.end()
}

/** Ends an attempt that nobody decided yet; one that was decided goes on. */
export function giveUp(standing: Standing, key: string, refusal: Refusal): Step {
  const turn = new Turn(standing)
  const release = turn.releases[key]
  if (release?.phase === 'asking' && release.above === undefined) abandon(turn, release, refusal)
  return turn.end()
}

/** What a service has to say until it is answered; anything may have been lost, by a crash too. */
export function dueMessages(standing: Standing): ReleaseMessage[] {
  return Object.values(standing.releases).flatMap((release) => messagesDue(standing.service, release))
}
