import type { ClientBase } from 'pg'
import { quote } from '../database.ts'
import type { RuntimeHooks } from '../hooks.ts'
import { sleep } from '../wake-up.ts'
import { WorkerLoop } from '../worker-loop.ts'
import type { SagaLetter, SagaPost, SagaPosting } from './saga-letter.ts'
import type { SagaParticipantOptions } from './saga-participant.ts'
import { SagaParticipant } from './saga-participant.ts'

/** How patient a worker is. */
export interface SagaPace extends Pick<SagaParticipantOptions, 'patience'> {
  /** Milliseconds between looks where nothing wakes it; 1 s unless told. */
  readonly poll?: number
  /** Milliseconds until what could not be done is tried again, twice as long each time, up to 10 s; 100 ms unless told. */
  readonly pause?: number
  /** Milliseconds that a service has to take a letter before others are no longer kept waiting; 1 s unless told. */
  readonly answer?: number
}

export interface SagaWorkerOptions extends SagaParticipantOptions, SagaPace {
  readonly post: SagaPost
  readonly hooks?: RuntimeHooks
}

interface MessageRow {
  readonly id: string
  readonly goes_to: string | null
  readonly letter: SagaLetter
  readonly attempts: number
  /** Milliseconds since it was written. */
  readonly age: number
}

/** Does and takes back the steps of one service, wherever the worker before it ended. Any number may run. */
export class SagaWorker {
  readonly #options: SagaWorkerOptions
  readonly #participant: SagaParticipant
  readonly #loop: WorkerLoop
  /** Services to which a letter is under way. */
  readonly #sending = new Set<string>()

  constructor(options: SagaWorkerOptions) {
    this.#options = options
    this.#participant = new SagaParticipant(options)
    this.#loop = new WorkerLoop({
      pool: options.pool,
      channel: 'fountain_split_saga',
      rest: () => this.#untilDue(),
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

  /** One look at what came and what is to go. Tells whether anything was done; what could not be is tried again later. */
  async work(): Promise<boolean> {
    const { rows } = await this.#options.pool.query<MessageRow>(
      `SELECT id, goes_to, letter, attempts, extract(epoch FROM clock_timestamp() - written)::float8 * 1000 AS age
         FROM ${this.#messages} WHERE due <= now() ORDER BY id LIMIT 200`,
    )
    for (const row of rows)
      try {
        await (row.goes_to === null ? this.#follow(row) : this.#send(row, row.goes_to))
      } catch (error) {
        await this.#postpone(row, error)
      }
    return rows.length > 0
  }

  get #messages(): string {
    return quote(this.#options.home, 'saga_message')
  }

  async #follow(row: MessageRow): Promise<void> {
    await this.#participant.receive(row.letter, row.age, {
      // Whoever deletes the message does what it asks for.
      claim: (client) => this.#remove(client, row.id),
      keep: (client, postings) => this.#keep(client, postings, row),
    })
  }

  /** A service that does not even fail is sent no more before that is over. */
  async #send({ id, letter }: MessageRow, to: string): Promise<void> {
    const { post, pool, answer = 1000 } = this.#options
    const silent = new Error(`service ${to} does not answer`)
    if (this.#sending.has(to)) throw silent
    this.#sending.add(to)
    const sent = post.send(to, [letter]).finally(() => this.#sending.delete(to))
    const over = new AbortController()
    const late = sleep(answer, over.signal).then(() => Promise.reject(silent))
    await Promise.race([sent, late]).finally(() => over.abort())
    await this.#remove(pool, id)
  }

  async #remove(client: Pick<ClientBase, 'query'>, id: string): Promise<boolean> {
    const { rowCount } = await client.query(`DELETE FROM ${this.#messages} WHERE id = $1`, [id])
    return rowCount === 1
  }

  async #keep(client: ClientBase, postings: readonly SagaPosting[], row: MessageRow): Promise<void> {
    for (const { to, letter, later } of postings)
      await client.query(
        `INSERT INTO ${this.#messages} (goes_to, letter, attempts, due) VALUES ($1, $2, $3, now() + $4 * interval '1 millisecond')`,
        [to === this.#options.service ? null : to, letter, later ? row.attempts + 1 : 0, later ? this.#pause(row) : 0],
      )
  }

  /** Others need not wait for what cannot be done yet. */
  async #postpone(row: MessageRow, error: unknown): Promise<void> {
    const { id, letter } = row
    const { pool, hooks } = this.#options
    const wait = this.#pause(row)
    hooks?.log?.('warn', 'a step of a saga is tried again', { ...letter, error, wait })
    await pool.query(
      `UPDATE ${this.#messages} SET attempts = attempts + 1, due = clock_timestamp() + $2 * interval '1 millisecond' WHERE id = $1`,
      [id, wait],
    )
  }

  /** Milliseconds until it is tried again. */
  #pause({ attempts }: MessageRow): number {
    return Math.min((this.#options.pause ?? 100) * 2 ** attempts, 10_000)
  }

  /** Milliseconds until the next look. */
  async #untilDue(): Promise<number> {
    const { pool, poll = 1000 } = this.#options
    const { rows } = await pool.query<{ wait: number }>(
      `SELECT extract(epoch FROM min(due) - clock_timestamp())::float8 * 1000 AS wait FROM ${this.#messages}`,
    )
    return Math.min(poll, Math.max(0, rows[0]!.wait ?? poll))
  }
}
