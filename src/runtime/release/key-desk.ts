import type { ClientBase } from 'pg'
import { quote } from '../database.ts'
import type { KeyValues } from '../envelope.ts'
import type { Ask, Refusal } from './release-message.ts'
import type { Judgement } from './vote.ts'

/** A key in one service's database, own or replicated: where its functions are, and its columns in their order. */
export interface DeskKey {
  readonly home: string
  readonly name: string
  readonly columns: readonly string[]
  /** A vote on it may have to shut out writers until the outcome. */
  readonly fenced?: boolean
  /** Its votes are taken by the attempts that closed it. */
  readonly byAttempt?: boolean
}

/** The database's functions by which keys are closed, judged, opened and removed. */
export class KeyDesk {
  readonly #service: string
  readonly #key: DeskKey

  constructor(service: string, key: DeskKey) {
    this.#service = service
    this.#key = key
  }

  /** Marks a key of this service as closing; `undefined` where it is not there, `busy` where it is closing already. */
  async hold(
    client: ClientBase,
    values: KeyValues,
    attempt: number,
  ): Promise<{ readonly version: string; readonly epoch: string } | 'busy' | undefined> {
    const [row] = await this.#call<{ version: string | null; epoch: string }>(client, 'hold_release', values, [attempt])
    if (row === undefined) return undefined
    return row.version === null ? 'busy' : { ...row, version: row.version }
  }

  /** Removes a row of this service, or only tries to; tells what refused. */
  async remove(client: ClientBase, values: KeyValues, attempt: number, onlyTry: boolean): Promise<Refusal | undefined> {
    return this.#refusal(await this.#answer(client, 'remove_released', values, [attempt, onlyTry]))
  }

  /** `undefined`: what was told of the key before has to come first. */
  async judge(
    client: ClientBase,
    values: KeyValues,
    facts: Pick<Ask, 'id' | 'rank' | 'attempt' | 'version'> & { readonly epoch: string },
  ): Promise<Judgement | undefined> {
    const gate = await this.#takeGate(client, values, facts)
    if (gate === 'waits') return undefined
    if (gate === 'busy')
      return {
        refusal: { kind: 'busy', service: this.#service, message: 'another release shuts out what this one would do' },
      }
    const found = await this.#closeAndJudge(client, values, [facts.attempt, facts.epoch, facts.version])
    const answer = found as { readonly waits?: true; readonly refusal?: object; readonly acts?: boolean }
    if (answer.waits === true) return undefined
    const refusal = this.#refusal(answer.refusal ?? null)
    return refusal === undefined ? { acts: answer.acts === true, own: [] } : { refusal }
  }

  async #closeAndJudge(client: ClientBase, values: KeyValues, facts: readonly unknown[]): Promise<object | null> {
    if (this.#key.byAttempt !== true) return this.#answer(client, 'judge_release', values, facts)
    const [row] = await this.#call<Record<string, boolean>>(client, 'close_release', values, facts)
    if (Object.values(row!)[0] !== true) return { waits: true }
    return this.#answer(client, 'judge_release', undefined, [[facts[0]]])
  }

  async #takeGate(client: ClientBase, values: KeyValues, facts: Pick<Ask, 'id' | 'rank' | 'attempt'>): Promise<string> {
    if (this.#key.fenced !== true) return 'open'
    const [row] = await this.#call<{ take_gate: string }>(client, 'take_gate', values, [facts.attempt, facts.id, facts.rank]) // prettier-ignore
    return Object.values(row!)[0]!
  }

  /** Opens a key again, this service's own or a replicated one. */
  async reopen(client: ClientBase, values: KeyValues, attempt: number): Promise<void> {
    await this.#call(client, 'reopen_release', values, [attempt])
  }

  async apply(
    client: ClientBase,
    values: KeyValues,
    facts: { readonly attempt: number; readonly epoch: string; readonly version: number },
  ): Promise<void> {
    const given = [facts.attempt, facts.epoch, facts.version]
    if (this.#key.byAttempt === true)
      await this.#call(
        client,
        'apply_release',
        undefined,
        given.map((each) => [each]),
      )
    else await this.#call(client, 'apply_release', values, given)
  }

  #refusal(found: object | null): Refusal | undefined {
    if (found === null) return undefined
    return { kind: 'refused', service: this.#service, message: 'refused', ...found }
  }

  /** Of a function that returns JSON. */
  async #answer(
    client: ClientBase,
    what: string,
    values: KeyValues | undefined,
    more: readonly unknown[],
  ): Promise<object | null> {
    const [row] = await this.#call<Record<string, object | null>>(client, what, values, more)
    return Object.values(row!)[0] ?? null
  }

  async #call<Row>(
    client: ClientBase,
    what: string,
    values: KeyValues | undefined,
    more: readonly unknown[],
  ): Promise<Row[]> {
    const { home, name, columns } = this.#key
    const given = [...(values === undefined ? [] : columns.map((column) => values[column] ?? null)), ...more]
    const places = given.map((_, at) => `$${at + 1}`).join(', ')
    const { rows } = await client.query(`SELECT * FROM ${quote(home, `${name}_${what}`)}(${places})`, given)
    return rows as Row[]
  }
}
