import type { ReleaseMessage } from '../../runtime/release/release-message.ts'
import type { Standing } from '../../runtime/release/standing.ts'
import { isClosed, isLive } from '../../runtime/release/standing.ts'
import type { Scene } from './release-scene.ts'
import { othersOf, serviceOf } from './release-scene.ts'

export interface Row {
  /** 0 while it is not there. */
  version: number
  lives: number
  /** Versions of the keys that it was written to refer to. */
  made: Record<string, number>
}

/** What a service knows of another one's key. */
interface Known {
  live: number
  dead: number
}

export interface Told {
  type: 'created'
  key: string
  version: number
  to: string
}

export interface Request {
  key: string
  attempts: number
  answer?: 'released' | 'refused' | 'gone'
}

export interface ReleaseState {
  rows: Record<string, Row>
  standings: Record<string, Standing>
  replicas: Record<string, Record<string, Known>>
  /** Everything that was ever sent, by name: each may arrive at any time, any number of times, or never. */
  net: string[]
  requests: Request[]
  timeouts: number
  /** Releases that had an effect somewhere. */
  acted: string[]
  broken?: string
}

export function startOf(scene: Scene): ReleaseState {
  const rows: ReleaseState['rows'] = {}
  const replicas: ReleaseState['replicas'] = {}
  const standings: ReleaseState['standings'] = {}
  for (const [key, { stands, refers }] of Object.entries(scene.rows)) {
    const made = stands ? Object.fromEntries(Object.keys(refers).map((each) => [each, 1])) : {}
    rows[key] = { version: stands ? 1 : 0, lives: stands ? 1 : 0, made }
    standings[serviceOf(key)] = { service: serviceOf(key), releases: {}, ballots: {} }
    for (const voter of othersOf(scene, key)) (replicas[voter] ??= {})[key] = { live: stands ? 1 : 0, dead: 0 }
  }
  const requests = scene.requests.map((key): Request => ({ key, attempts: 0 }))
  return { rows, standings, replicas, net: [], requests, timeouts: 0, acted: [] }
}

export function findFlaw(scene: Scene, state: ReleaseState): string | undefined {
  if (state.broken !== undefined) return state.broken
  for (const [row, { version, made }] of Object.entries(state.rows)) {
    // Rows of a circle cannot all go at one instant; those whose release is decided are going.
    const isGoing = state.standings[serviceOf(row)]!.releases[row]?.phase === 'decided'
    if (version > 0 && !isGoing)
      for (const key of Object.keys(scene.rows[row]!.refers))
        if (state.rows[key]!.version !== made[key]) return `${row} refers to ${key}, which is not there`
  }
  for (const { releases } of Object.values(state.standings))
    for (const { id, phase, above } of Object.values(releases))
      if (above === undefined && (phase === 'aborting' || phase === 'refused') && state.acted.includes(id))
        return `release ${id} was refused, and did something`
  return undefined
}

/** What steps write to is copied; standings, messages and what was made are values. */
export function copyOf(state: ReleaseState): ReleaseState {
  const copy = <Value extends object>(all: Record<string, Value>): Record<string, Value> =>
    Object.fromEntries(Object.entries(all).map(([key, value]) => [key, { ...value }]))
  const replicas = Object.fromEntries(Object.entries(state.replicas).map(([service, known]) => [service, copy(known)]))
  const requests = state.requests.map((request) => ({ ...request }))
  return { ...state, rows: copy(state.rows), standings: { ...state.standings }, replicas, requests }
}

/** A request is answered as soon as its release is: what is refused for good at once, what may pass after the last attempt. */
export function settleRequests(
  scene: Pick<Scene, 'attempts'>,
  state: Pick<ReleaseState, 'requests' | 'standings'>,
): void {
  for (const [at, request] of state.requests.entries()) {
    const release = state.standings[serviceOf(request.key)]!.releases[request.key]
    if (request.answer !== undefined || release?.id !== `${at}.${request.attempts}`) continue
    if (release.phase === 'released') request.answer = 'released'
    const isLast = request.attempts >= scene.attempts || release.refusal?.kind === 'refused'
    if ((release.phase === 'aborting' || release.phase === 'refused') && isLast) request.answer = 'refused'
  }
}

/** Every request is answered, no key is held any more, and none is closed. */
export function isQuiet({ requests, standings }: Pick<ReleaseState, 'requests' | 'standings'>): boolean {
  return (
    requests.every(({ answer }) => answer !== undefined) &&
    Object.values(standings).every(
      ({ releases, ballots }) => !Object.values(releases).some(isLive) && !Object.values(ballots).some(isClosed),
    )
  )
}

export function nameOf(message: ReleaseMessage | Told): string {
  if (message.type === 'created') return `created ${message.key} v${message.version} to ${message.to}`
  const { type, key, id, attempt, from, to } = message
  const verdict =
    message.type === 'vote'
      ? ` ${message.verdict}${message.refusal === undefined ? '' : `, ${message.refusal.message}`}`
      : ''
  const extra = message.type === 'ask' ? ` v${message.version}` : ''
  return `${type}${verdict}${extra} ${key} ${id} #${attempt} ${from}>${to}`
}
