import type { ReleaseMessage } from '../../runtime/release/release-message.ts'
import type { Standing } from '../../runtime/release/standing.ts'
import type { ChangeScene } from './change-scene.ts'
import type { Request } from './release-state.ts'

/** A name as a service knows it: who has it, nobody or somebody, since or until which version. */
export interface Named {
  who: string
  version: number
  /** It came by a vote, and its event is still to come. */
  early?: true
}

/** What the service of the people tells the others. */
export interface Renamed {
  type: 'renamed'
  /** None for somebody who came. */
  from: string
  to: string
  who: string
  version: number
  /** The service that hears it. */
  service: string
}

export interface NamingRowState {
  /** Empty while it is not there. */
  names: string
  /** Whom it was written to refer to. */
  who: string
  lived: boolean
}

export interface ChangeRequest extends Request {
  to: string
}

/** What every world has in which keys become others by vote. */
export interface Voting {
  standings: Record<string, Standing>
  /** By release, the version at which its new name was free. */
  free: Record<string, number>
  net: string[]
  requests: ChangeRequest[]
  timeouts: number
  acted: string[]
  broken?: string
}

export interface ChangeState extends Voting {
  register: Record<string, Named>
  version: number
  came: string[]
  replicas: Record<string, Record<string, Named>>
  rows: Record<string, NamingRowState>
}

export const people = 'people'
const keyOf = (name: string) => `${people}/${name}`
export const nameIn = (key: string): string => key.slice(key.indexOf('/') + 1)

export function votersOf({ rows }: ChangeScene): string[] {
  return [...new Set(Object.values(rows).map(({ service }) => service))].sort()
}

export function startOf(scene: ChangeScene): ChangeState {
  const known = () =>
    Object.fromEntries(
      scene.names.map((name): [string, Named] => {
        const who = scene.people[name]
        return [name, who === undefined ? { who: '', version: 0 } : { who, version: 1 }]
      }),
    )
  const services = votersOf(scene)
  const standings = [people, ...services].map((service) => [service, { service, releases: {}, ballots: {} }] as const)
  const rows = Object.entries(scene.rows).map(([row, { names }]): [string, NamingRowState] => {
    const isThere = names !== undefined
    return [row, { names: names ?? '', who: isThere ? scene.people[names]! : '', lived: isThere }]
  })
  return {
    register: known(),
    version: 1,
    came: [],
    replicas: Object.fromEntries(services.map((service) => [service, known()])),
    rows: Object.fromEntries(rows),
    standings: Object.fromEntries(standings),
    free: {},
    net: [],
    requests: scene.requests.map(([from, to]) => ({ key: keyOf(from), to, attempts: 0 })),
    timeouts: 0,
    acted: [],
  }
}

/** A row names whom it was written to refer to; one that follows a change may do so before the key itself changes. */
export function findChangeFlaw({ rows: kinds }: ChangeScene, state: ChangeState): string | undefined {
  if (state.broken !== undefined) return state.broken
  const releases = Object.values(state.standings[people]!.releases)
  for (const [row, { names, who }] of Object.entries(state.rows)) {
    if (names === '' || state.register[names]!.who === who) continue
    const isAhead = releases.some(
      ({ id, key, phase }) =>
        phase === 'decided' && toOf(state, id) === names && state.register[nameIn(key)]!.who === who,
    )
    if (!isAhead || kinds[row]!.action !== 'cascade')
      return `${kinds[row]!.service}/${row} names ${names}, which is not ${who}`
  }
  for (const { id, phase } of releases)
    if ((phase === 'aborting' || phase === 'refused') && state.acted.includes(id))
      return `change ${id} was refused, and did something`
  return undefined
}

/** What a release is to make of its key. */
export function toOf({ requests }: Voting, id: string): string {
  return requests[Number(id.split('.')[0])]!.to
}

/** What steps write to is copied; standings, messages and what a name means are values. */
export function copyOf(state: ChangeState): ChangeState {
  const copy = <Value extends object>(all: Record<string, Value>): Record<string, Value> =>
    Object.fromEntries(Object.entries(all).map(([key, value]) => [key, { ...value }]))
  return {
    ...state,
    register: { ...state.register },
    replicas: copy(state.replicas),
    rows: copy(state.rows),
    standings: { ...state.standings },
    free: { ...state.free },
    requests: state.requests.map((request) => ({ ...request })),
  }
}

export function textOf(message: Renamed): string {
  const { from, to, who, version, service } = message
  return `${from === '' ? who : from} is ${to} v${version} to ${service}`
}

export type Posted = ReleaseMessage | Renamed
