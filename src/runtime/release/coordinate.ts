import type { Decided, Done, Refusal, ReleaseMessage, Reopened, Vote } from './release-message.ts'
import type { Release, Voter } from './standing.ts'
import type { Turn } from './turn.ts'

/** A key that is to be released, with who has to agree. */
export interface KeyToRelease {
  readonly key: string
  readonly version: number
  /** Greater than any before it of the service. */
  readonly attempt: number
  readonly voters: readonly string[]
}

export function openRelease(turn: Turn, what: KeyToRelease, head: Pick<Release, 'id' | 'rank' | 'above'>): Release {
  const { voters, ...rest } = what
  const asked: Voter = { vote: 'asked', acts: false, settled: false }
  const release: Release = {
    ...rest,
    ...head,
    phase: 'asking',
    voters: Object.fromEntries(voters.map((service) => [service, asked])),
    refusal: undefined,
  }
  turn.releases[release.key] = release
  turn.send.push(...messagesDue(turn.service, release))
  return considerVotes(turn, release)
}

/** What has to be said until it is answered: the coordinator's half of every exchange. */
export function messagesDue(service: string, release: Release): ReleaseMessage[] {
  const { id, key, attempt, rank, version, phase, voters } = release
  const open = Object.entries(voters).filter(([, voter]) => !voter.settled)
  return open.flatMap(([to, { vote }]): ReleaseMessage[] => {
    const head = { id, key, attempt, from: service, to }
    if (phase === 'asking') return vote === 'asked' ? [{ ...head, type: 'ask', rank, version }] : []
    if (phase === 'aborting') return [{ ...head, type: 'abort' }]
    return phase === 'decided' ? [{ ...head, type: 'decided' }] : []
  })
}

/** Returns what the vote above has to hear. */
export function countVote(turn: Turn, vote: Vote): Release | undefined {
  const release = find(turn, vote, 'asking')
  if (release === undefined || release.voters[vote.from] === undefined) return undefined
  if (vote.verdict !== 'yes') {
    const unknown: Refusal = { kind: 'refused', service: vote.from, message: 'refused without a reason' }
    return abandon(turn, release, vote.refusal ?? unknown)
  }
  const voters = { ...release.voters, [vote.from]: { vote: 'yes', acts: vote.acts, settled: false } as const }
  return considerVotes(turn, turn.keep(release, { voters }))
}

function considerVotes(turn: Turn, release: Release): Release {
  const voters = Object.values(release.voters)
  if (voters.some(({ vote }) => vote !== 'yes')) return release
  if (release.above !== undefined) return turn.keep(release, { phase: 'granted' })
  turn.tasks.push({ task: 'decide', key: release.key, acts: voters.some(({ acts }) => acts) })
  return release
}

/** Everybody agreed, and so did the service itself: from here on there is only forward. */
export function goForward(turn: Turn, release: Release): Release {
  const decided = turn.keep(release, { phase: 'decided' })
  turn.send.push(...messagesDue(turn.service, decided))
  return considerEnd(turn, decided)
}

export function abandon(turn: Turn, release: Release, refusal: Refusal): Release {
  const aborting = turn.keep(release, { phase: 'aborting', refusal })
  turn.send.push(...messagesDue(turn.service, aborting))
  return considerEnd(turn, aborting)
}

/** A voter did what it had to: applied the action, or opened the key again. */
export function countSettled(turn: Turn, message: Done | Reopened): Release | undefined {
  const release = find(turn, message, message.type === 'done' ? 'decided' : 'aborting')
  const voter = release?.voters[message.from]
  if (release === undefined || voter === undefined) return undefined
  const voters = { ...release.voters, [message.from]: { ...voter, settled: true } }
  return considerEnd(turn, turn.keep(release, { voters }))
}

function considerEnd(turn: Turn, release: Release): Release {
  const voters = Object.values(release.voters)
  if (voters.some(({ settled }) => !settled)) return release
  const over = turn.keep(release, { phase: release.phase === 'decided' ? 'released' : 'refused' })
  const removed = !voters.some(({ acts }) => acts)
  // Where nobody had anything to apply, the row went with the decision; where somebody had, it goes last.
  if (over.phase === 'released' && over.above === undefined && !removed)
    turn.tasks.push({ task: 'remove', key: over.key })
  return over
}

function find(turn: Turn, message: Vote | Done | Reopened | Decided, phase: Release['phase']): Release | undefined {
  const release = turn.releases[message.key]
  const same = release?.id === message.id && release.attempt === message.attempt && release.phase === phase
  return same ? release : undefined
}
