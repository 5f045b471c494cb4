import type { Pool, PoolClient } from 'pg'
import { inTransaction, quote } from '../database.ts'
import type { KeyValues } from '../envelope.ts'
import type { RuntimeHooks } from '../hooks.ts'
import { WorkerLoop } from '../worker-loop.ts'
import type { ReleaseKeys } from './release-clerk.ts'
import { NotYet, ReleaseClerk } from './release-clerk.ts'
import type { ReleaseLetter, ReleasePost } from './release-letter.ts'
import { keyOf } from './release-letter.ts'
import type { Refusal } from './release-message.ts'
import * as protocol from './release-protocol.ts'
import { answerBusy, answerRequests } from './answer-requests.ts'
import { ReleaseStore } from './release-store.ts'
import type { ReleasePace } from './release-worker-pace.ts'
import { usualPace } from './release-worker-pace.ts'

export interface ReleaseWorkerOptions {
  readonly pool: Pool
  readonly home: string
  readonly service: string
  readonly keys: ReleaseKeys
  readonly post: ReleasePost
  readonly pace?: Partial<ReleasePace>
  readonly hooks?: RuntimeHooks
}

interface RequestRow {
  readonly id: string
  readonly aggregate: string
  readonly subject: string
  readonly key: KeyValues
}

/**
 * Coordinator and voter of one service. Everything is kept in its database, one transaction a step, so that another worker goes on
 * where one ended; any number may run, and one at a time works.
 */
export class ReleaseWorker {
  readonly #options: ReleaseWorkerOptions
  readonly #pace: ReleasePace
  readonly #store: ReleaseStore
  readonly #loop: WorkerLoop

  constructor(options: ReleaseWorkerOptions) {
    this.#options = options
    this.#pace = { ...usualPace, ...options.pace }
    this.#store = new ReleaseStore(options.service, options.home)
    this.#loop = new WorkerLoop({
      pool: options.pool,
      channel: 'fountain_split_release',
      rest: () => this.#pace.poll,
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
    await this.#giveUp()
    await this.#sayAgain()
    return read + begun > 0
  }

  async #readLetters(): Promise<number> {
    const { pool, home } = this.#options
    const table = quote(home, 'release_message')
    const { rows } = await pool.query<{ id: string; letter: ReleaseLetter }>(
      `SELECT id, letter FROM ${table} ORDER BY id LIMIT 500`,
    )
    for (const { id, letter } of rows) {
      try {
        await this.#step([letter.message.key], async (clerk, client) => {
          const gone = await client.query(`DELETE FROM ${table} WHERE id = $1`, [id])
          if (gone.rowCount === 0) return
          const { message, values, epoch } = letter
          const known = clerk.standing.releases[message.key]
          const facts = known === undefined ? { values } : clerk.factsOf(message.key)
          clerk.note(message.key, facts, epoch)
          await clerk.take(protocol.receive(clerk.standing, message))
        })
      } catch (error) {
        // What matters is said again.
        if (!(error instanceof NotYet)) this.#tell('warn', 'a message of a release could not be followed', { error })
        await pool.query(`DELETE FROM ${table} WHERE id = $1`, [id])
      }
    }
    return rows.length
  }

  async #beginRequests(): Promise<number> {
    const { pool, home } = this.#options
    const { rows } = await pool.query<RequestRow>(
      `SELECT r.id, r.aggregate, r.subject, r.key FROM ${quote(home, 'release_request')} AS r
        WHERE r.state = 'open' AND r.due <= now() AND NOT EXISTS (
          SELECT FROM ${quote(home, 'release_attempt')} AS a
           WHERE (a.aggregate, a.subject) = (r.aggregate, r.subject) AND a.phase NOT IN ('released', 'refused')
        ) ORDER BY r.id LIMIT 500`,
    )
    for (const row of rows) await this.#begin(row)
    return rows.length
  }

  async #begin({ id, aggregate, subject, key: values }: RequestRow): Promise<void> {
    const { home, service, keys } = this.#options
    const key = keyOf(aggregate, subject)
    await this.#step([key], async (clerk, client) => {
      if (protocol.holderOf(clerk.standing, key) !== undefined) return
      const number = await client.query<{ attempt: string; attempts: number }>(
        `UPDATE ${quote(home, 'release_request')} SET attempts = attempts + 1 WHERE id = $1 AND state = 'open'
         RETURNING attempts, (SELECT epoch FROM ${quote(home, 'service_state')}) * 4294967296 + nextval($2::regclass) AS attempt`,
        [id, quote(home, 'release_number')],
      )
      const found = number.rows[0]
      if (found === undefined) return
      const own = keys.own.get(aggregate)
      if (own === undefined) throw new Error(`${service} does not coordinate releases of ${aggregate}`)
      const attempt = Number(found.attempt)
      const held = await clerk.hold(key, values, attempt)
      if (held === undefined) {
        await client.query(
          `UPDATE ${quote(home, 'release_request')} SET state = 'gone', answered = now() WHERE id = $1`,
          [id],
        )
        return
      }
      if (held === 'busy') {
        await answerBusy(client, home, id, this.#pace)
        return
      }
      clerk.note(key, { values, request: id }, held.epoch)
      const what = { key, version: Number(held.version), attempt, voters: own.voters }
      await clerk.take(protocol.beginRelease(clerk.standing, `${service} ${id}.${found.attempts}`, what))
    })
  }

  async #giveUp(): Promise<void> {
    for (const key of await this.#attempts(
      `phase = 'asking' AND begun <= now() - $1 * interval '1 millisecond'`,
      this.#pace.timeout,
    ))
      // prettier-ignore
      await this.#step([key], async (clerk) => {
        const release = clerk.standing.releases[key]
        const silent = Object.entries(release?.voters ?? {}).find(([, { vote }]) => vote === 'asked')?.[0]
        const refusal: Refusal = {
          kind: 'timeout',
          service: silent ?? this.#options.service,
          sqlstate: '55P03',
          message: `service ${silent ?? this.#options.service} did not answer in time`,
        }
        await clerk.take(protocol.giveUp(clerk.standing, key, refusal))
      })
  }

  async #sayAgain(): Promise<void> {
    const { home } = this.#options
    const silent = `phase IN ('asking', 'decided', 'aborting') AND said <= now() - $1 * interval '1 millisecond'`
    for (const key of await this.#attempts(silent, this.#pace.again))
      await this.#step([key], async (clerk, client) => {
        const { rows } = await client.query<{ epoch: string }>(`SELECT epoch FROM ${quote(home, 'service_state')}`)
        clerk.note(key, clerk.factsOf(key), rows[0]!.epoch)
        await clerk.take({ standing: clerk.standing, send: protocol.dueMessages(clerk.standing), tasks: [] })
        await client.query(
          `UPDATE ${quote(home, 'release_attempt')} SET said = now() WHERE aggregate = $1 AND subject = $2`,
          JSON.parse(key) as string[],
        )
      })
  }

  async #attempts(where: string, value: number): Promise<string[]> {
    const { pool, home } = this.#options
    const { rows } = await pool.query<{ aggregate: string; subject: string }>(
      `SELECT aggregate, subject FROM ${quote(home, 'release_attempt')} WHERE ${where} ORDER BY said LIMIT 500`,
      [value],
    )
    return rows.map(({ aggregate, subject }) => keyOf(aggregate, subject))
  }

  /** One transaction, in which nobody else of this service takes a step; then the letters. One that is lost is written again. */
  async #step(keys: readonly string[], run: (clerk: ReleaseClerk, client: PoolClient) => Promise<void>): Promise<void> {
    const { pool, home, service, post } = this.#options
    const letters = await inTransaction(pool, async (client) => {
      await client.query(`SELECT pg_advisory_xact_lock(hashtextextended($1, 0))`, [`fountain_split release ${home}`])
      const clerk = new ReleaseClerk(client, service, this.#store, this.#options.keys)
      await clerk.load(keys)
      await run(clerk, client)
      await clerk.finish()
      await answerRequests(client, home, clerk, this.#pace)
      return clerk.letters
    })
    for (const to of new Set(letters.map(({ message }) => message.to)))
      try {
        await post.send(to, letters.filter(({ message }) => message.to === to)) // prettier-ignore
      } catch (error) {
        this.#tell('debug', 'a service could not be reached, and is told again', { service: to, error })
      }
  }

  #tell(level: 'debug' | 'warn' | 'error', message: string, facts: Record<string, unknown>): void {
    this.#options.hooks?.log?.(level, message, facts)
  }
}
