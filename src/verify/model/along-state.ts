import { isClosed } from '../../runtime/release/standing.ts'
import type { AlongScene } from './along-scene.ts'
import type { Named, NamingRowState, Voting } from './change-state.ts'
import { nameIn, toOf } from './change-state.ts'

/** Whose names others refer to. */
export type Owner = 'people' | 'shop'
/** Who hears of them, and refers to them. */
export type Hearer = 'shop' | 'post'
export const ownerOf: Readonly<Record<Hearer, Owner>> = { shop: 'people', post: 'shop' }
export const hearerOf: Readonly<Record<Owner, Hearer>> = { people: 'shop', shop: 'post' }
export const hearers: readonly Hearer[] = ['shop', 'post']

type Names = Record<string, Named>

export interface AlongState extends Voting {
  registers: Record<Owner, Names>
  versions: Record<Owner, number>
  replicas: Record<Hearer, Names>
  /** By basket, for whom it was written. */
  madeFor: Record<string, string>
  parcels: Record<string, NamingRowState>
}

export function startOf({ people, baskets, names, parcels, requests }: AlongScene): AlongState {
  const named = (those: Readonly<Record<string, string>>): Names =>
    Object.fromEntries(names.map((name) => [name, { who: those[name] ?? '', version: name in those ? 1 : 0 }]))
  const rows = Object.entries(parcels).map(([row, { names: name }]): [string, NamingRowState] => {
    const isThere = name !== undefined
    return [row, { names: name ?? '', who: isThere ? baskets[name]! : '', lived: isThere }]
  })
  const standings = ['people', ...hearers].map((service) => [service, { service, releases: {}, ballots: {} }] as const)
  return {
    registers: { people: named(people), shop: named(baskets) },
    versions: { people: 1, shop: 1 },
    replicas: { shop: named(people), post: named(baskets) },
    madeFor: Object.fromEntries(Object.entries(baskets).map(([name, basket]) => [basket, people[name]!])),
    parcels: Object.fromEntries(rows),
    standings: Object.fromEntries(standings),
    free: {},
    net: [],
    requests: requests.map(([from, to]) => ({ key: `people/${from}`, to, attempts: 0 })),
    timeouts: 0,
    acted: [],
  }
}

/** Neither the name nor the one that it is to become is referred to any more. `except`: a key whose ballot does not count. */
export function isShut(state: AlongState, service: Hearer, name: string, except?: string): boolean {
  return Object.values(state.standings[service]!.ballots).some(
    (ballot) =>
      isClosed(ballot) &&
      ballot.ask.key !== except &&
      (nameIn(ballot.ask.key) === name || toOf(state, ballot.ask.id) === name),
  )
}

/** Whoever is written to refer to somebody does so by that one's name; what follows a change may have it before the key itself. */
export function findAlongFlaw({ parcels }: AlongScene, state: AlongState): string | undefined {
  if (state.broken !== undefined) return state.broken
  const isNamed = (owner: Owner, name: string, who: string) =>
    state.registers[owner][name]!.who === who ||
    Object.values(state.standings[owner]!.releases).some(
      ({ id, key, phase }) =>
        phase === 'decided' && toOf(state, id) === name && state.registers[owner][nameIn(key)]!.who === who,
    )
  for (const [name, { who }] of Object.entries(state.registers.shop))
    if (who !== '' && !isNamed('people', name, state.madeFor[who]!))
      return `shop/${who} is called ${name}, which is not ${state.madeFor[who]}`
  for (const [row, { names, who }] of Object.entries(state.parcels)) {
    const isRight = names === '' || state.registers.shop[names]!.who === who
    if (!isRight && (parcels[row]!.action === 'restrict' || !isNamed('shop', names, who)))
      return `post/${row} names ${names}, which is not ${who}`
  }
  for (const { id, phase } of Object.values(state.standings['people']!.releases))
    if ((phase === 'aborting' || phase === 'refused') && state.acted.includes(id))
      return `change ${id} was refused, and did something`
  return undefined
}

/** What steps write to is copied; standings, messages and what a name means are values. */
export function copyOf(state: AlongState): AlongState {
  return {
    ...state,
    registers: { people: { ...state.registers.people }, shop: { ...state.registers.shop } },
    versions: { ...state.versions },
    replicas: { shop: { ...state.replicas.shop }, post: { ...state.replicas.post } },
    madeFor: { ...state.madeFor },
    parcels: Object.fromEntries(Object.entries(state.parcels).map(([row, parcel]) => [row, { ...parcel }])),
    standings: { ...state.standings },
    free: { ...state.free },
    requests: state.requests.map((request) => ({ ...request })),
  }
}
