import type { ClientBase } from 'pg'
import { quote } from '../database.ts'
import type { KeyValues } from '../envelope.ts'
import type { Ask, Refusal } from './release-message.ts'

/** A key in one service's database, own or replicated: where its functions are, and its columns in their order. */
export interface DeskKey {
  readonly home: string
  readonly name: string
  readonly columns: readonly string[]
  /** A vote on it may have to shut out writers until the outcome. */
  readonly fenced?: boolean
  /** Its functions change a key into another one. */
  readonly changes?: boolean
}

/** A key of this service that would go with one that was judged. */
export interface FoundKey {
  readonly aggregate: string
  readonly subject: string
  readonly key: KeyValues
  readonly version: string
}

/** What the database says to the end of keys: a refusal, or which keys of this service's own would go with them. */
export interface DeskAnswer {
  readonly refusal?: Refusal
  /** Something would be deleted or changed. */
  readonly acts: boolean
  readonly own: readonly FoundKey[]
}

/** Rows on which the end of keys acts, by where they are (`ctid`), of one of the references to the keys. */
export interface PlacedRows {
  readonly reference: number
  readonly places: readonly string[]
}

/** An attempt as the service that owns the key counts it. */
export interface AttemptFacts {
  readonly attempt: number
  readonly epoch: string
  readonly version: number
}

/** The database's functions by which keys are closed, judged, opened and removed. */
export class KeyDesk {
  readonly #service: string
  readonly #key: DeskKey

  constructor(service: string, key: DeskKey) {
    this.#service = service
    this.#key = key
  }

  /**
   * Marks a key of this service as closing; `undefined` where it is not there, `busy` where it is closing already. `taken`: another
   * row has what it is to become.
   */
  async hold(
    client: ClientBase,
    values: KeyValues,
    attempt: number,
  ): Promise<{ readonly version: string; readonly epoch: string; readonly taken?: boolean } | 'busy' | undefined> {
    const [row] = await this.#call<{ version: string | null; epoch: string; taken?: boolean }>(client, 'hold_release', this.#row(values, attempt)) // prettier-ignore
    if (row === undefined) return undefined
    return row.version === null ? 'busy' : { ...row, version: row.version }
  }

  /** Nothing but its own service's constraints keeps the key's row any longer. */
  async decide(client: ClientBase, values: KeyValues, attempt: number): Promise<void> {
    await this.#call(client, 'decide_release', this.#row(values, attempt))
  }

  /** Removes a row of this service, or only tries to. */
  async remove(client: ClientBase, values: KeyValues, attempt: number, onlyTry: boolean): Promise<DeskAnswer> {
    return this.#answer(await this.#call(client, 'remove_released', [...this.#row(values, attempt), onlyTry]))
  }

  /**
   * What the service's own keys, triggers and rules say to the change of a key before anybody is asked; they are asked again at the
   * decision, which is where a lock that is not to be had now is waited for.
   */
  async tryChange(client: ClientBase, values: KeyValues, attempt: number): Promise<Refusal | undefined> {
    if (this.#key.changes !== true) return undefined
    await client.query(`SAVEPOINT trial; SET LOCAL lock_timeout = '200ms'`)
    try {
      return (await this.remove(client, values, attempt, true)).refusal
    } catch (error) {
      if (!/^(40|55)/.test((error as { code?: string }).code ?? '')) throw error
      return undefined
    } finally {
      await client.query('ROLLBACK TO SAVEPOINT trial; RELEASE SAVEPOINT trial')
    }
  }

  /**
   * Closes a replicated key to new references. `waits`: what was told of the key before has to come first, or a release that has to
   * give way; `busy`: this one has to.
   */
  async close(
    client: ClientBase,
    values: KeyValues,
    facts: AttemptFacts & Pick<Ask, 'id' | 'rank'>,
  ): Promise<'closed' | 'waits' | 'busy'> {
    const gate = await this.#takeGate(client, values, facts)
    if (gate === 'waits' || gate === 'busy') return gate
    const { attempt, epoch, version } = facts
    const [row] = await this.#call<{ closed: boolean }>(client, 'close_release', [...this.#row(values, attempt), epoch, version], 'closed') // prettier-ignore
    return row!.closed ? 'closed' : 'waits'
  }

  /** Whether keys that were closed may go, all together. */
  async judge(client: ClientBase, attempts: readonly number[]): Promise<DeskAnswer> {
    return this.#answer(await this.#call(client, 'judge_release', [attempts]))
  }

  async #takeGate(
    client: ClientBase,
    values: KeyValues,
    { attempt, id, rank }: Pick<Ask, 'id' | 'rank' | 'attempt'>,
  ): Promise<string> {
    if (this.#key.fenced !== true) return 'open'
    const [row] = await this.#call<{ gate: string }>(client, 'take_gate', [...this.#row(values, attempt), id, rank], 'gate') // prettier-ignore
    return row!.gate
  }

  /** Opens a key again, this service's own or a replicated one. */
  async reopen(client: ClientBase, values: KeyValues, attempt: number): Promise<void> {
    await this.#call(client, 'reopen_release', this.#row(values, attempt))
  }

  /** Finds rows on which the end of keys acts, `most` of them; none where no reference has more than `few`. */
  async listSome(
    client: ClientBase,
    attempts: readonly number[],
    few: number,
    most: number,
  ): Promise<PlacedRows | undefined> {
    if (this.#key.changes === true) return undefined
    const [row] = await this.#call<{ reference: number; places: string }>(client, 'list_some', [attempts, few, most])
    return row && { reference: row.reference, places: row.places.match(/\(\d+,\d+\)/g)! }
  }

  /** Does to such rows what the end of the keys does; tells to how many it was done. */
  async actOnSome(client: ClientBase, attempts: readonly number[], { reference, places }: PlacedRows): Promise<number> {
    const [row] = await this.#call<{ touched: string }>(client, 'act_on_some', [attempts, reference, places], 'touched')
    return Number(row!.touched)
  }

  /** Runs the actions of keys that go together. */
  async apply(client: ClientBase, all: readonly AttemptFacts[]): Promise<void> {
    const { attempt, epoch, version } = {
      attempt: all.map((each) => each.attempt),
      epoch: all.map((each) => each.epoch),
      version: all.map((each) => each.version),
    }
    await this.#call(client, 'apply_release', [attempt, epoch, version])
  }

  /** Of a function that returns JSON. */
  #answer([row]: readonly Record<string, object>[]): DeskAnswer {
    const found = Object.values(row!)[0] as { refusal?: object; acts?: boolean; own?: FoundKey[] }
    const { refusal, own = [], acts = own.length > 0 } = found
    if (refusal === undefined) return { acts, own }
    return { acts, own, refusal: { kind: 'refused', service: this.#service, message: 'refused', ...refusal } }
  }

  #row(values: KeyValues, attempt: number): unknown[] {
    return [...this.#key.columns.map((column) => values[column] ?? null), attempt]
  }

  async #call<Row>(client: ClientBase, what: string, given: readonly unknown[], as = 'answer'): Promise<Row[]> {
    const { home, name } = this.#key
    const places = given.map((_, at) => `$${at + 1}`).join(', ')
    const { rows } = await client.query(`SELECT * FROM ${quote(home, `${name}_${what}`)}(${places}) AS ${as}`, [
      ...given,
    ])
    return rows as Row[]
  }
}
