import type * as protocol from '../../runtime/release/release-protocol.ts'

export type Action = 'restrict' | 'cascade'

/** A row is a key too: `service/name`. What it refers to may lie in its own service or in another one. */
export interface SceneRow {
  readonly refers: Readonly<Record<string, Action>>
  /** There from the start; otherwise a client may insert it, once for each life that `lives` gives it. */
  readonly stands: boolean
  readonly lives: number
  /** A client may delete it as a row that nobody refers to. */
  readonly goes: boolean
}

/** Which services, rows and clients there are, and how much of everything may happen. */
export interface Scene {
  readonly rows: Readonly<Record<string, SceneRow>>
  /** Keys that somebody asks to release. */
  readonly requests: readonly string[]
  /** Attempts a request has; after the last one it is answered whatever came. */
  readonly attempts: number
  /** How often a coordinator gives up waiting. */
  readonly timeouts: number
  /** Messages are lost with the process that was to send them, after any step, and are only said again from what was kept. */
  readonly crashes: boolean
  /** States at most; more is a failure. */
  readonly bound: number
}

/** What the model runs: the functions of the runtime, and what databases and clients do around them. Mutants replace parts. */
export interface Rules {
  readonly beginRelease: typeof protocol.beginRelease
  readonly receive: typeof protocol.receive
  readonly castVote: typeof protocol.castVote
  readonly decide: typeof protocol.decide
  readonly giveUp: typeof protocol.giveUp
  readonly dueMessages: typeof protocol.dueMessages
  /** A new reference, and an event that would bring the key back, look whether the key is closed. */
  readonly closes: boolean
  /** Between the decision and the end nothing new of the service’s own refers to the key. */
  readonly fences: boolean
  /** Voters apply the action while they vote. */
  readonly actsEarly: boolean
  /** The referenced row goes with the decision, before what refers to it. */
  readonly removesFirst: boolean
}

export function serviceOf(key: string): string {
  return key.slice(0, key.indexOf('/'))
}

/** Other services whose rows may refer to a key. */
export function othersOf({ rows }: Scene, key: string): string[] {
  const others = Object.entries(rows).filter(([row, { refers }]) => key in refers && serviceOf(row) !== serviceOf(key))
  return [...new Set(others.map(([row]) => serviceOf(row)))].sort()
}

/** Who votes: those, and the key's own service where keys of its own go with it. */
export function votersOf(scene: Scene, key: string): string[] {
  const others = othersOf(scene, key)
  const along = goesWith(scene, key).some((row) => othersOf(scene, row).length > 0)
  return others.length > 0 && along ? [...others, serviceOf(key)].sort() : others
}

/** Rows of the key's own service that its row takes along, and theirs. */
export function goesWith(scene: Scene, key: string): string[] {
  const next = Object.keys(scene.rows).filter(
    (row) => serviceOf(row) === serviceOf(key) && scene.rows[row]!.refers[key] === 'cascade',
  )
  return next.flatMap((row) => [row, ...goesWith(scene, row)])
}
