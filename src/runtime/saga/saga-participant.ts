import type { ClientBase, Pool } from 'pg'
import { inTransaction } from '../database.ts'
import type { RefusedStep, SagaLetter, SagaPosting } from './saga-letter.ts'
import { SagaStore } from './saga-store.ts'
import type { Saga, SagaStep } from './saga.ts'
import { SagaRefusal } from './saga.ts'

export interface SagaParticipantOptions {
  readonly service: string
  /** Connects as the role that does the steps. */
  readonly pool: Pool
  readonly home: string
  /** What each one carries is its own affair. */
  readonly sagas: readonly Saga<object>[]
  /** Milliseconds for which a step is tried again where a key that it awaits has not come; 30 s unless told. */
  readonly patience?: number
}

/** What PostgreSQL will say again: wrong data, integrity, a view's check, and what the user's own code raises. */
const refusing = /^(22|23|44|P0001)/

/** What else belongs into the transaction that follows a letter. */
export interface Around {
  /** Before anything; where it says no, nothing is done. */
  claim?(client: ClientBase): Promise<boolean>
  /** With the letters that follow. */
  keep?(client: ClientBase, postings: readonly SagaPosting[]): Promise<void>
}

/**
 * One service's part in sagas: a letter in, the letters that follow out, each in one transaction. Who carries them is another's
 * affair: `SagaWorker` does it by tables, an engine of yours may do it its own way.
 */
export class SagaParticipant {
  readonly #options: SagaParticipantOptions
  readonly #store: SagaStore

  constructor(options: SagaParticipantOptions) {
    this.#options = options
    this.#store = new SagaStore(options.home)
  }

  /**
   * Does what a letter asks for, once, and gives the letters that follow from it; the same ones where it comes again. Throws what kept
   * it from being done: to be called again then, with the milliseconds since its first time as `age`.
   */
  async receive(letter: SagaLetter, age = 0, around: Around = {}): Promise<readonly SagaPosting[]> {
    const inOne = (act: (client: ClientBase) => Promise<readonly SagaPosting[]>) =>
      inTransaction(this.#options.pool, async (client) => {
        await this.#store.exclude(client, letter)
        if (around.claim !== undefined && !(await around.claim(client))) return []
        const postings = await act(client)
        await around.keep?.(client, postings)
        return postings
      })
    if (letter.act === 'end') return inOne((client) => this.#hearEnd(client, letter))
    const { steps, at } = this.#find(letter)
    if (letter.act === 'undo') return inOne((client) => this.#undo(client, letter, steps, at))
    try {
      return await inOne((client) => this.#do(client, letter, steps, at))
    } catch (error) {
      const refusal = this.#refusalOf(error, steps[at]!, age)
      if (refusal === undefined) throw error
      return inOne((client) => this.#refuse(client, { ...letter, refusal }, steps, at))
    }
  }

  #find(letter: SagaLetter): { steps: readonly SagaStep[]; at: number } {
    const { service, sagas } = this.#options
    const steps = sagas.find(({ name }) => name === letter.saga)?.steps ?? []
    const at = steps.findIndex(({ name }) => name === letter.step)
    if (steps[at]?.run === undefined)
      throw new Error(`service ${service} knows no step ${letter.step} of saga ${letter.saga}`)
    return { steps, at }
  }

  async #do(client: ClientBase, letter: SagaLetter, steps: readonly SagaStep[], at: number) {
    const before = await this.#store.stateOf(client, letter)
    if (before !== undefined)
      return before.state === 'done' ? goOn({ ...letter, data: before.data }, steps, at) : before.state === 'refused' ? goBack({ ...letter, refusal: before.refusal! }, steps, at) : [] // prettier-ignore
    const more = await steps[at]!.run!(client, letter.data)
    const done = { ...letter, data: { ...letter.data, ...more } }
    await this.#store.keep(client, done, 'done')
    return goOn(done, steps, at)
  }

  async #undo(
    client: ClientBase,
    letter: SagaLetter,
    steps: readonly SagaStep[],
    at: number,
  ): Promise<readonly SagaPosting[]> {
    // prettier-ignore
    const before = await this.#store.stateOf(client, letter)
    if (before === undefined || before.state === 'refused') return []
    if (before.state === 'done') {
      const answer = await steps[at]!.compensate?.(client, before.data)
      if (answer === 'later') return [{ to: this.#options.service, letter, later: true }]
      await this.#store.keep(client, { ...letter, data: before.data }, 'undone')
    }
    return goBack(letter, steps, at)
  }

  async #refuse(client: ClientBase, letter: SagaLetter, steps: readonly SagaStep[], at: number) {
    if ((await this.#store.stateOf(client, letter)) !== undefined) return []
    await this.#store.keep(client, letter, 'refused')
    return goBack(letter, steps, at)
  }

  async #hearEnd(client: ClientBase, letter: SagaLetter): Promise<readonly SagaPosting[]> {
    await this.#store.end(client, letter)
    return []
  }

  /** A step says no, or the database does for what it wrote; everything else may pass, a key that has not come among it. */
  #refusalOf(error: unknown, { name, awaits = [] }: SagaStep, age: number): RefusedStep | undefined {
    const { service, patience = 30_000 } = this.#options
    const { message, code = '', constraint } = error as { message: string; code?: string; constraint?: string }
    if (error instanceof SagaRefusal) return { service, step: name, message }
    if (!refusing.test(code)) return undefined
    if (code === '23503' && awaits.includes(constraint ?? '') && age < patience) return undefined
    return { service, step: name, message, code, ...(constraint !== undefined && { constraint }) }
  }
}

/** The next step's service hears of it; after the last one, where it was begun. */
function goOn(letter: SagaLetter, steps: readonly SagaStep[], at: number): readonly SagaPosting[] {
  const next = steps[at + 1]
  if (next === undefined) return [{ to: letter.origin, letter: { ...letter, act: 'end' } }]
  return [{ to: next.service, letter: { ...letter, step: next.name } }]
}

/** The step before is taken back; where there is none, that is the end. */
function goBack(letter: SagaLetter, steps: readonly SagaStep[], at: number): readonly SagaPosting[] {
  const before = steps[at - 1]
  if (before === undefined) return [{ to: letter.origin, letter: { ...letter, act: 'end' } }]
  return [{ to: before.service, letter: { ...letter, step: before.name, act: 'undo' } }]
}
