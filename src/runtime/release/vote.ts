import type { KeyToRelease } from './coordinate.ts'
import { abandon, goForward, openRelease } from './coordinate.ts'
import type { Abort, Ask, Decided, Refusal, ReleaseMessage } from './release-message.ts'
import type { Ballot, Release } from './standing.ts'
import { isLive } from './standing.ts'
import type { Turn } from './turn.ts'

/** What the database says to a key's end: rows refuse, or it acts on rows (`acts`), keys of this service's own among them. */
export type Judgement =
  | { readonly refusal: Refusal }
  | { readonly refusal?: undefined; readonly acts: boolean; readonly own: readonly KeyToRelease[] }

/** An ask that is older than the newest one is not heard: what it asked about is over. */
export function hearAsk(turn: Turn, ask: Ask): void {
  const ballot = turn.ballots[ask.key]
  const newest = ballot?.ask.attempt ?? 0
  if (ask.attempt < newest) return
  if (ballot === undefined || ask.attempt > newest || (ballot.phase === 'waiting' && !ballot.begun))
    turn.tasks.push({ task: 'judge', ask })
  else if (ballot.phase === 'yes' || ballot.phase === 'no') turn.send.push(answer(ballot))
}

/** `asks` of one release, about keys that were judged together: what goes with one of them goes with all. */
export function placeVotes(turn: Turn, asks: readonly [Ask, ...Ask[]], judgement: Judgement): void {
  const [ask] = asks
  const acts = judgement.refusal === undefined && judgement.acts
  const closed = asks.map((each): Ballot => {
    const nothing = { own: [], held: [], begun: false, refusal: undefined }
    return { ask: each, phase: 'waiting', ...nothing, acts }
  })
  const refuseAll = (refusal: Refusal) => closed.forEach((each) => refuse(turn, each, refusal))
  if (judgement.refusal !== undefined) return refuseAll(judgement.refusal)
  const found = judgement.own.flatMap(({ key }) => turn.releases[key] ?? [])
  // A key that this release has let go already is a sign that it is over; taken up again it would run round a circle for ever.
  if (found.some(({ id, phase }) => id === ask.id && (phase === 'aborting' || phase === 'refused')))
    return refuseAll(busy(turn.service))
  const holders = found.filter(isLive)
  const others = holders.filter(({ id }) => id !== ask.id)
  // Of two that cross, the one with the greater key gives way; the other waits until it has.
  if (others.some(({ rank }) => !(ask.rank < rank))) return refuseAll(busy(turn.service))
  if (others.length > 0) return closed.forEach((each) => turn.note(each, {}))
  const held = holders.map(({ key }) => key)
  const fresh = judgement.own.filter(({ key }) => !held.includes(key))
  for (const each of closed) turn.note(each, { held, own: fresh.map(({ key }) => key), begun: true })
  for (const each of fresh) openRelease(turn, each, { id: ask.id, rank: ask.rank, above: ask.key })
  for (const { key } of asks) considerOwn(turn, key)
}

function busy(service: string): Refusal {
  return { kind: 'busy', service, message: 'another release holds a key that would go with this one' }
}

/** A key of this service's own came further: the votes that wait for it look again. */
export function considerAbove(turn: Turn, { key, above }: Release): void {
  if (above === undefined) return
  for (const ballot of Object.values(turn.ballots))
    if (ballot.ask.key === above || ballot.own.includes(key)) considerOwn(turn, ballot.ask.key)
}

/** Looks whether everything that a vote, or an action, waits for has come. */
export function considerOwn(turn: Turn, key: string): void {
  const ballot = turn.ballots[key]
  if (ballot === undefined || !ballot.begun) return
  const own = ownOf(turn, ballot)
  if (ballot.phase === 'waiting') {
    const refused = own.find(({ phase }) => phase === 'aborting' || phase === 'refused')
    if (refused !== undefined || own.length < ballot.own.length)
      return refuse(turn, ballot, refused?.refusal ?? busy(turn.service))
    if (own.every(({ phase }) => phase === 'granted')) turn.send.push(answer(turn.note(ballot, { phase: 'yes' })))
  } else if (ballot.phase === 'applying' && own.every(({ phase }) => phase === 'released')) {
    turn.tasks.push({ task: 'apply', key, except: ballot.held })
    turn.send.push(reply(turn.note(ballot, { phase: 'done' }), 'done'))
  }
}

/** What became of the keys that go along; one that another release has by now is over for this one. */
function ownOf(turn: Turn, { ask, own }: Ballot): Release[] {
  return own.flatMap((key) => {
    const release = turn.releases[key]
    return release?.id === ask.id ? [release] : []
  })
}

function refuse(turn: Turn, ballot: Ballot, refusal: Refusal): void {
  const refused = turn.note(ballot, { phase: 'no', refusal })
  letGo(turn, refused, refusal)
  turn.send.push(answer(refused))
}

/** What the vote held is open again, here and further down. */
function letGo(turn: Turn, ballot: Ballot, refusal: Refusal): void {
  turn.tasks.push({ task: 'reopen', key: ballot.ask.key })
  for (const release of ownOf(turn, ballot))
    if (release.phase === 'asking' || release.phase === 'granted') abandon(turn, release, refusal)
}

/** An abort may come before its ask: the ask is too late then. */
export function hearAbort(turn: Turn, abort: Abort): void {
  const ballot = turn.ballots[abort.key]
  const newest = ballot?.ask.attempt ?? 0
  if (abort.attempt < newest) return
  if (ballot === undefined || abort.attempt > newest) {
    const ask: Ask = { ...abort, type: 'ask', rank: '', version: 0 }
    const never = { phase: 'open', own: [], held: [], begun: false, acts: false, refusal: undefined } as const
    turn.send.push(reply((turn.ballots[abort.key] = { ...never, ask }), 'reopened'))
    return
  }
  if (ballot.phase === 'applying' || ballot.phase === 'done') return
  if (ballot.phase !== 'open') {
    const over: Refusal = { kind: 'refused', service: abort.from, message: 'the release above it was refused' }
    letGo(turn, turn.note(ballot, { phase: 'open' }), over)
  }
  turn.send.push(reply(ballot, 'reopened'))
}

export function hearDecided(turn: Turn, { key, id, attempt }: Decided): void {
  const ballot = turn.ballots[key]
  if (ballot === undefined || ballot.ask.id !== id || ballot.ask.attempt !== attempt) return
  if (ballot.phase === 'done') turn.send.push(reply(ballot, 'done'))
  if (ballot.phase !== 'yes') return
  turn.note(ballot, { phase: 'applying' })
  for (const release of ownOf(turn, ballot)) if (release.phase === 'granted') goForward(turn, release)
  considerOwn(turn, key)
}

function answer(ballot: Ballot): ReleaseMessage {
  const { phase, acts, refusal } = ballot
  const head = headOf(ballot)
  if (phase === 'yes') return { ...head, type: 'vote', verdict: 'yes', acts }
  const verdict = refusal?.kind === 'busy' ? 'busy' : 'no'
  return { ...head, type: 'vote', verdict, acts: false, ...(refusal !== undefined && { refusal }) }
}

function reply(ballot: Ballot, type: 'done' | 'reopened'): ReleaseMessage {
  return { ...headOf(ballot), type }
}

function headOf({ ask: { id, key, attempt, from, to } }: Ballot) {
  return { id, key, attempt, from: to, to: from }
}
