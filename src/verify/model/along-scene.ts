import type { ChangeRules, NamingRow } from './change-scene.ts'

/**
 * People whose names others refer to, and baskets that are called as the person is who has them: where that name changes, theirs changes
 * along, and parcels refer to them by it.
 */
export interface AlongScene {
  /** Who is called what at the start, a person and a basket each. Anybody else is called nothing yet. */
  readonly people: Readonly<Record<string, string>>
  readonly baskets: Readonly<Record<string, string>>
  readonly names: readonly string[]
  /** A basket that comes later, once, under any name that its service knows. */
  readonly comers: readonly string[]
  readonly parcels: Readonly<Record<string, Omit<NamingRow, 'service'>>>
  readonly requests: readonly (readonly [from: string, to: string])[]
  readonly attempts: number
  readonly timeouts: number
  readonly crashes: boolean
  readonly bound: number
}

export interface AlongRules extends Omit<ChangeRules, 'reserves'> {
  /** A vote asks about the keys that change along before it is given. */
  readonly asksAlong: boolean
}

const bounds = { attempts: 1, timeouts: 1, crashes: false, bound: 60_000 }
const one = {
  people: { a: 'ann' },
  baskets: { a: 'willow' },
  names: ['a', 'b'],
  comers: [],
  requests: [['a', 'b']],
} as const

/** The worlds that are explored, by name. */
export const alongScenes: Readonly<Record<string, AlongScene>> = {
  'keys that change along': {
    ...bounds,
    ...one,
    attempts: 2,
    parcels: { parcel: { action: 'cascade', names: 'a' }, label: { action: 'restrict' } },
  },
  'a name that is free above and taken below': {
    ...bounds,
    ...one,
    people: { a: 'ann', b: 'ben' },
    names: ['a', 'b', 'c'],
    comers: ['wicker'],
    parcels: { parcel: { action: 'cascade', names: 'a' } },
    requests: [
      ['b', 'c'],
      ['a', 'b'],
    ],
  },
  'a crash at every step of a change with another': {
    ...bounds,
    ...one,
    crashes: true,
    parcels: { parcel: { action: 'cascade', names: 'a' }, label: { action: 'restrict' } },
  },
}
