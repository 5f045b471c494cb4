import type * as protocol from '../../runtime/release/release-protocol.ts'

/** A row of another service that names a person by a key that may change. */
export interface NamingRow {
  readonly service: string
  /** What a change of the key does: it is refused while the row names it, or the row follows. */
  readonly action: 'restrict' | 'cascade'
  /** The name that it names from the start; otherwise a client inserts it once, with any name that its service knows. */
  readonly names?: string
}

/** People of one service, whose names others refer to, and who asks for what. */
export interface ChangeScene {
  /** By name, who has it at the start. Anybody else is called nothing yet. */
  readonly people: Readonly<Record<string, string>>
  /** All names that there can be. */
  readonly names: readonly string[]
  /** Who comes later, once, with any name that is free. */
  readonly comers: readonly string[]
  readonly rows: Readonly<Record<string, NamingRow>>
  readonly requests: readonly (readonly [from: string, to: string])[]
  /** So many of them can be granted in one and the same course. */
  readonly granted: number
  readonly attempts: number
  readonly timeouts: number
  readonly crashes: boolean
  readonly bound: number
}

/** The functions of the protocol as they run, and what databases do around them. Mutants replace parts. */
export interface ChangeRules {
  readonly beginRelease: typeof protocol.beginRelease
  readonly receive: typeof protocol.receive
  readonly castVote: typeof protocol.castVote
  readonly decide: typeof protocol.decide
  readonly giveUp: typeof protocol.giveUp
  readonly dueMessages: typeof protocol.dueMessages
  /** New references look whether one of the two names is closed. */
  readonly closes: boolean
  /** Nobody takes the name that a key is to have. */
  readonly reserves: boolean
  /** A name that a row followed to is closed until its event comes. */
  readonly opensByEvent: boolean
  /** A voter waits for what was told of the new name before. */
  readonly knowsPast: boolean
  /** The row changes with the decision, before those that follow it. */
  readonly changesFirst: boolean
}

const bounds = { attempts: 1, timeouts: 1, crashes: false, bound: 60_000 }
const basket = { service: 'shop', action: 'cascade', names: 'a' } as const
const post = { service: 'blog', action: 'restrict' } as const

/** The worlds that are explored, by name. */
export const changeScenes: Readonly<Record<string, ChangeScene>> = {
  'a key that changes': {
    ...bounds,
    attempts: 2,
    people: { a: 'ann' },
    names: ['a', 'b'],
    comers: ['ben'],
    rows: { basket, post },
    requests: [['a', 'b']],
    granted: 1,
  },
  'a name that is used again': {
    ...bounds,
    people: { a: 'ann', b: 'ben' },
    names: ['a', 'b', 'c'],
    comers: [],
    rows: { basket, parcel: { service: 'shop', action: 'cascade', names: 'b' } },
    requests: [
      ['b', 'c'],
      ['a', 'b'],
    ],
    granted: 2,
  },
  'a name that two keys are to have': {
    ...bounds,
    people: { a: 'ann', b: 'ben' },
    names: ['a', 'b', 'c'],
    comers: [],
    rows: { basket },
    requests: [
      ['a', 'c'],
      ['b', 'c'],
    ],
    granted: 1,
  },
  'a key that changes back': {
    ...bounds,
    timeouts: 0,
    people: { a: 'ann' },
    names: ['a', 'b'],
    comers: [],
    rows: { basket, gift: { service: 'shop', action: 'restrict' } },
    requests: [
      ['a', 'b'],
      ['b', 'a'],
    ],
    granted: 2,
  },
  'a crash at every step of a change': {
    ...bounds,
    crashes: true,
    people: { a: 'ann' },
    names: ['a', 'b'],
    comers: [],
    rows: { basket, post },
    requests: [['a', 'b']],
    granted: 1,
  },
}
