import type { ClientBase, Pool } from 'pg'
import { inTransaction, quote } from '../database.ts'
import type { RuntimeHooks } from '../hooks.ts'
import { WorkerLoop } from '../worker-loop.ts'
import type { Saga, SagaData, SagaStep } from './saga.ts'
import type { SagaLetter, SagaPost } from './saga-letter.ts'
import { SagaRefusal } from './saga.ts'

export interface SagaWorkerOptions {
  readonly service: string
  readonly pool: Pool
  readonly home: string
  readonly sagas: readonly Saga[]
  readonly post: SagaPost
  /** Milliseconds between looks where nothing wakes it; 1 s unless told. */
  readonly poll?: number
  readonly hooks?: RuntimeHooks
}

interface MessageRow {
  readonly id: string
  readonly goes_to: string | null
  readonly letter: SagaLetter
}

/** Does and takes back the steps of one service, wherever the worker before it ended. Any number may run. */
export class SagaWorker {
  readonly #options: SagaWorkerOptions
  readonly #loop: WorkerLoop

  constructor(options: SagaWorkerOptions) {
    this.#options = options
    this.#loop = new WorkerLoop({
      pool: options.pool,
      channel: 'fountain_split_saga',
      poll: options.poll ?? 1000,
      work: () => this.work(),
      failed: (error, wait) => options.hooks?.log?.('warn', 'sagas cannot go on and are tried again', { error, wait }),
    })
  }

  start(): void {
    this.#loop.start()
  }

  /** Ends after the look that is being taken. */
  async stop(): Promise<void> {
    await this.#loop.stop()
  }

  /** One look at what came and what is to go. Tells whether anything was done; throws what kept it from being done. */
  async work(): Promise<boolean> {
    const { pool, home } = this.#options
    const { rows } = await pool.query<MessageRow>(
      `SELECT id, goes_to, letter FROM ${quote(home, 'saga_message')} ORDER BY id LIMIT 200`,
    )
    let failure: unknown
    for (const row of rows)
      try {
        await (row.goes_to === null ? this.#follow(row) : this.#send(row, row.goes_to))
      } catch (error) {
        this.#options.hooks?.log?.('warn', 'a step of a saga is tried again', { ...row.letter, error })
        failure ??= error
      }
    if (failure !== undefined) throw failure
    return rows.length > 0
  }

  async #send({ id, letter }: MessageRow, to: string): Promise<void> {
    await this.#options.post.send(to, [letter])
    await this.#options.pool.query(`DELETE FROM ${quote(this.#options.home, 'saga_message')} WHERE id = $1`, [id])
  }

  /** What a letter asks for, what follows from it, and that it was done, in one transaction. */
  async #follow(row: MessageRow): Promise<void> {
    const { pool, sagas } = this.#options
    const { letter } = row
    const saga = sagas.find(({ name }) => name === letter.saga)
    const at = saga?.steps.findIndex(({ name }) => name === letter.step) ?? -1
    if (saga === undefined || at < 0)
      throw new Error(`service ${this.#options.service} knows no step ${letter.step} of saga ${letter.saga}`)
    try {
      await inTransaction(pool, (client) => this.#take(client, row, saga, at))
    } catch (error) {
      if (letter.act === 'undo' || !isRefusal(error)) throw error
      await inTransaction(pool, (client) => this.#refuse(client, row, saga, at, (error as Error).message))
    }
  }

  async #take(client: ClientBase, row: MessageRow, saga: Saga, at: number): Promise<void> {
    const { letter } = row
    if (!(await this.#claim(client, row))) return
    const step = saga.steps[at]!
    const before = await this.#stateOf(client, letter)
    if (letter.act === 'do') {
      if (before !== undefined) return
      const more = await step.run(client, letter.data)
      const data = { ...letter.data, ...more }
      await this.#keep(client, letter, 'done', data)
      await this.#tell(client, saga.steps[at + 1], { ...letter, data })
    } else {
      if (before?.state !== 'done') return
      await step.compensate?.(client, before.data)
      await this.#keep(client, letter, 'undone', before.data)
      await this.#tell(client, saga.steps[at - 1], letter)
    }
  }

  async #refuse(client: ClientBase, row: MessageRow, saga: Saga, at: number, refusal: string): Promise<void> {
    if (!(await this.#claim(client, row)) || (await this.#stateOf(client, row.letter)) !== undefined) return
    const letter: SagaLetter = { ...row.letter, act: 'undo', refusal }
    await this.#keep(client, letter, 'refused', letter.data)
    await this.#tell(client, saga.steps[at - 1], letter)
  }

  /** Whoever deletes the message does what it asks for; nobody else of this service works at the same run meanwhile. */
  async #claim(client: ClientBase, { id, letter }: MessageRow): Promise<boolean> {
    await client.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [`fountain_split saga ${letter.saga} ${letter.instance}`]) // prettier-ignore
    const gone = await client.query(`DELETE FROM ${quote(this.#options.home, 'saga_message')} WHERE id = $1`, [id])
    return gone.rowCount === 1
  }

  async #stateOf(client: ClientBase, { saga, instance, step }: SagaLetter) {
    const { rows } = await client.query<{ state: string; data: SagaData }>(
      `SELECT state, data FROM ${quote(this.#options.home, 'saga_step')} WHERE (saga, instance, step) = ($1, $2, $3)`,
      [saga, instance, step],
    )
    return rows[0]
  }

  async #keep(client: ClientBase, letter: SagaLetter, state: string, data: SagaData): Promise<void> {
    await client.query(
      `INSERT INTO ${quote(this.#options.home, 'saga_step')} (saga, instance, step, state, data, refusal)
       VALUES ($1, $2, $3, $4, $5, $6)
       ON CONFLICT (saga, instance, step) DO UPDATE SET state = excluded.state, refusal = excluded.refusal, changed = now()`,
      [letter.saga, letter.instance, letter.step, state, data, letter.refusal ?? null],
    )
  }

  /** The next step's service hears of it, or the one before. */
  async #tell(client: ClientBase, step: SagaStep | undefined, letter: SagaLetter): Promise<void> {
    if (step === undefined) return
    const to = step.service === this.#options.service ? null : step.service
    await client.query(`INSERT INTO ${quote(this.#options.home, 'saga_message')} (goes_to, letter) VALUES ($1, $2)`, [
      to,
      { ...letter, step: step.name },
    ])
  }
}

/** A step says no, or the database does for what it wrote; everything else may pass. */
function isRefusal(error: unknown): boolean {
  return error instanceof SagaRefusal || ((error as { code?: string }).code ?? '').startsWith('23')
}
