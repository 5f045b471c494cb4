import type { ClientBase } from 'pg'
import { quote } from '../database.ts'
import type { KeyState, KeyTexts } from './key-state.ts'
import type { Act, Follow } from './reduce-statement.ts'

/** A replica of another service's keys, as the generated code describes it. */
export interface ReplicaDescription {
  /** `service.key`, as the events call it. */
  readonly aggregate: string
  /** The schema of our own in this service's database, and the name that the replica's tables and functions begin with. */
  readonly home: string
  readonly name: string
  /** Columns of the referenced key, in its order. */
  readonly columns: readonly string[]
  /** Native keys to it that are initially deferred, schema and name each. */
  readonly deferred: readonly (readonly [schema: string, constraint: string])[]
  /** There is no replica, as no foreign key leans on one: the key state alone tells which keys are alive. */
  readonly stateOnly?: boolean
}

interface LockedRow {
  readonly place: number
  readonly epoch: string
  readonly incarnation: string
  readonly version: string
  readonly alive: boolean
  readonly closing: string | null
  readonly successor: (string | null)[]
}

/** The database's functions for one replica. */
export class Replica {
  readonly description: ReplicaDescription

  constructor(description: ReplicaDescription) {
    this.description = description
  }

  /** Locks the states of keys, those of nowhere too, and tells them in the order asked for. */
  async lock(client: ClientBase, keys: readonly KeyTexts[]): Promise<KeyState[]> {
    const rows = await this.#call<LockedRow>(client, 'lock', this.#arrays(keys))
    const states: KeyState[] = []
    for (const row of rows)
      states[row.place - 1] = {
        key: keys[row.place - 1]!,
        epoch: BigInt(row.epoch),
        incarnation: BigInt(row.incarnation),
        version: BigInt(row.version),
        alive: row.alive,
        closing: row.closing !== null,
        successor: row.successor.some((part) => part !== null) ? row.successor : undefined,
      }
    return states
  }

  async replay(client: ClientBase, acts: readonly Act[]): Promise<void> {
    if (acts.length === 0) return
    const nothing = this.description.columns.map(() => null)
    const olds = this.#arrays(acts.map((each) => ('old' in each ? each.old : nothing)))
    const news = this.#arrays(acts.map((each) => ('new' in each ? each.new : nothing)))
    await this.#call(client, 'replay', [acts.map((each) => each.act), ...olds, ...news])
  }

  /** Moves what refers to a key to what the key is now; where that is nothing any more, the key dies. */
  async follow(client: ClientBase, { old, successor }: Follow): Promise<void> {
    let now: KeyTexts | undefined = successor
    for (;;) {
      const [state]: KeyState[] = await this.lock(client, [now])
      if (state!.alive) return void (await this.#call(client, 'follow', [...old, ...now]))
      if (state!.successor === undefined || state!.successor.includes(null)) break
      now = state!.successor
    }
    await this.replay(client, [{ act: 'delete', old }])
  }

  async record(client: ClientBase, states: readonly KeyState[]): Promise<void> {
    if (states.length === 0) return
    const nothing = this.description.columns.map(() => null)
    await this.#call(client, 'record', [
      ...this.#arrays(states.map((state) => state.key)),
      states.map((state) => String(state.epoch)),
      states.map((state) => String(state.incarnation)),
      states.map((state) => String(state.version)),
      states.map((state) => state.alive),
      ...this.#arrays(states.map((state) => state.successor ?? nothing)),
    ])
  }

  /** Takes keys of which nothing is known; tells how many were taken. */
  async learn(client: ClientBase, states: readonly KeyState[]): Promise<number> {
    const [row] = await this.#call<{ learn: string }>(client, 'learn', [
      ...this.#arrays(states.map((state) => state.key)),
      states.map((state) => String(state.epoch)),
      states.map((state) => String(state.incarnation)),
      states.map((state) => String(state.version)),
    ])
    return Number(Object.values(row!)[0])
  }

  /** Closes keys to adoption while what ends them is parked; `undefined` opens them again. */
  async close(client: ClientBase, keys: readonly KeyTexts[], attempt: number | undefined): Promise<void> {
    if (keys.length > 0) await this.#call(client, 'close', [...this.#arrays(keys), attempt ?? null])
  }

  /** Removes tombstones up to a version to which every event was applied; tells how many. */
  async forget(client: ClientBase, epoch: string, mark: string): Promise<number> {
    const [row] = await this.#call<{ forget: string }>(client, 'forget', [epoch, mark])
    return Number(Object.values(row!)[0])
  }

  #arrays(keys: readonly KeyTexts[]): (string | null)[][] {
    return this.description.columns.map((_, at) => keys.map((key) => key[at]!))
  }

  async #call<Row>(client: ClientBase, what: string, values: readonly unknown[]): Promise<Row[]> {
    const places = values.map((_, at) => `$${at + 1}`).join(', ')
    const { home, name } = this.description
    const { rows } = await client.query(`SELECT * FROM ${quote(home, `${name}_${what}`)}(${places})`, [...values])
    return rows as Row[]
  }
}
