import type { RuntimeHooks } from '../hooks.ts'
import { quote } from '../database.ts'
import { sleep } from '../wake-up.ts'
import { WorkerLoop } from '../worker-loop.ts'
import { NotYet } from './release-clerk.ts'
import type { ReleaseLetter, ReleasePost } from './release-letter.ts'
import { heardTogether } from './release-letter.ts'
import type { OpenRequest, ReleaseParticipantOptions } from './release-participant.ts'
import { ReleaseParticipant } from './release-participant.ts'

export interface ReleaseWorkerOptions extends ReleaseParticipantOptions {
  readonly post: ReleasePost
  readonly hooks?: RuntimeHooks
}

interface LetterRow {
  readonly id: string
  readonly letter: ReleaseLetter
}

/**
 * Coordinator and voter of one service. Everything is kept in its database, one transaction a step, so that another worker goes on
 * where one ended; any number may run, and one at a time works.
 */
export class ReleaseWorker {
  readonly #options: ReleaseWorkerOptions
  readonly #participant: ReleaseParticipant
  readonly #loop: WorkerLoop
  /** Services to which letters are under way. */
  readonly #silent = new Set<string>()
  /** The last look left letters out whose effects rest. */
  #leftOut = false

  constructor(options: ReleaseWorkerOptions) {
    this.#options = options
    this.#participant = new ReleaseParticipant(options)
    const { pace, effects } = this.#participant
    this.#loop = new WorkerLoop({
      pool: options.pool,
      channel: 'fountain_split_release',
      rest: () => Math.min(pace.poll, this.#leftOut ? effects.rest : pace.poll),
      work: () => this.work(),
      failed: (error, wait) => this.#tell('error', 'releases cannot go on and are tried again', { error, wait }),
    })
  }

  start(): void {
    this.#loop.start()
  }

  /** Ends after the look that is being taken. */
  async stop(): Promise<void> {
    await this.#loop.stop()
  }

  /** One look at everything: letters, requests, what takes too long, what has to be said again. Tells whether anything was done. */
  async work(): Promise<boolean> {
    const read = await this.#readLetters()
    const begun = await this.#beginRequests()
    await this.#send(await this.#participant.remind())
    return read + begun > 0
  }

  async #readLetters(): Promise<number> {
    const { pool, home } = this.#options
    const table = quote(home, 'release_message')
    const resting = this.#participant.effects.resting()
    this.#leftOut = resting.length > 0
    // All of a release: what was asked together is judged together.
    const { rows } = await pool.query<LetterRow>(
      `WITH due AS (
         SELECT id, letter, letter #>> '{message,id}' AS release FROM ${table}
          WHERE letter #>> '{message,type}' <> 'decided' OR letter #>> '{message,id}' <> ALL ($1)
       ), oldest AS (SELECT release FROM due ORDER BY id LIMIT 500)
       SELECT id, letter FROM due WHERE release IN (SELECT release FROM oldest) ORDER BY id`,
      [resting],
    )
    for (const those of heardTogether(rows, ({ letter }) => letter)) await this.#readTogether(table, those)
    return rows.length
  }

  async #readTogether(table: string, rows: readonly LetterRow[]): Promise<void> {
    const ids = rows.map(({ id }) => id)
    const letters = rows.map(({ letter }) => letter)
    try {
      // Whoever deletes letters hears them. Those of an unfinished effect stay: others come in between.
      const heard = await this.#participant.hear(letters, async (client) => {
        const taken = await client.query<{ id: string }>(`DELETE FROM ${table} WHERE id = ANY ($1) RETURNING id`, [ids])
        const mine = new Set(taken.rows.map(({ id }) => id))
        return rows.filter(({ id }) => mine.has(id)).map(({ letter }) => letter)
      })
      await this.#send(heard.letters)
    } catch (error) {
      // What matters is said again.
      if (!(error instanceof NotYet)) this.#tell('warn', 'a message of a release could not be followed', { error })
      await this.#options.pool.query(`DELETE FROM ${table} WHERE id = ANY ($1)`, [ids])
    }
  }

  async #beginRequests(): Promise<number> {
    const { pool, home } = this.#options
    const { rows } = await pool.query<OpenRequest>(
      `SELECT r.id, r.aggregate, r.subject, r.key FROM ${quote(home, 'release_request')} AS r
        WHERE r.state = 'open' AND r.due <= now() AND NOT EXISTS (
          SELECT FROM ${quote(home, 'release_attempt')} AS a
           WHERE (a.aggregate, a.subject) = (r.aggregate, r.subject) AND a.phase NOT IN ('released', 'refused')
        ) ORDER BY r.id LIMIT 500`,
    )
    for (const row of rows) await this.#send(await this.#participant.begin(row))
    return rows.length
  }

  /** Letters of a transaction that is committed. One that is lost is written again. */
  async #send(letters: readonly ReleaseLetter[]): Promise<void> {
    const receivers = [...new Set(letters.map(({ message }) => message.to))]
    await Promise.all(
      receivers.map((to) => this.#sendTo(to, letters.filter(({ message }) => message.to === to))), // prettier-ignore
    )
  }

  /** One that does not even fail holds nobody else up: it is not waited for, nor sent more before that is over. */
  async #sendTo(to: string, letters: readonly ReleaseLetter[]): Promise<void> {
    const lost = (error?: unknown) =>
      this.#tell('debug', 'a service could not be reached, and is told again', { service: to, error })
    if (this.#silent.has(to)) return lost()
    this.#silent.add(to)
    const sent = this.#options.post
      .send(to, letters)
      .catch(lost)
      .finally(() => this.#silent.delete(to))
    const over = new AbortController()
    await Promise.race([sent, sleep(this.#participant.pace.again, over.signal)])
    over.abort()
  }

  #tell(level: 'debug' | 'warn' | 'error', message: string, facts: Record<string, unknown>): void {
    this.#options.hooks?.log?.(level, message, facts)
  }
}
