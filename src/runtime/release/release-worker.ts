import type { Pool, PoolClient } from 'pg'
import { inTransaction, quote } from '../database.ts'
import type { KeyValues } from '../envelope.ts'
import type { RuntimeHooks } from '../hooks.ts'
import { WorkerLoop } from '../worker-loop.ts'
import type { ReleaseKeys } from './release-clerk.ts'
import { NotYet, ReleaseClerk } from './release-clerk.ts'
import { LargeEffects } from './large-effects.ts'
import type { ReleaseLetter, ReleasePost } from './release-letter.ts'
import { keyOf } from './release-letter.ts'
import type { Refusal } from './release-message.ts'
import * as protocol from './release-protocol.ts'
import { answerBusy, answerRefused, answerRequests } from './answer-requests.ts'
import { pruneReleases } from './prune-releases.ts'
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

/** So many times `timeout` an attempt is waited for, at most. */
const mostPatience = 8

interface LetterRow {
  readonly id: string
  readonly letter: ReleaseLetter
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
  readonly #effects: LargeEffects
  /** The last look left letters out whose effects rest. */
  #leftOut = false
  readonly #loop: WorkerLoop
  /** When it looks next for what is over long since. */
  #prunes = 0

  constructor(options: ReleaseWorkerOptions) {
    this.#options = options
    this.#pace = { ...usualPace, ...options.pace }
    this.#store = new ReleaseStore(options.service, options.home)
    this.#effects = new LargeEffects(this.#pace)
    this.#loop = new WorkerLoop({
      pool: options.pool,
      channel: 'fountain_split_release',
      rest: () => Math.min(this.#pace.poll, this.#leftOut ? this.#effects.rest : this.#pace.poll),
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
    await this.#prune()
    return read + begun > 0
  }

  async #readLetters(): Promise<number> {
    const { pool, home } = this.#options
    const table = quote(home, 'release_message')
    const resting = this.#effects.resting()
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
    const together = new Map<string, LetterRow[]>()
    for (const row of rows) {
      const name = JSON.stringify([row.letter.message.id, row.letter.message.type])
      together.set(name, [...(together.get(name) ?? []), row])
    }
    // What is over need not be judged any more.
    const isAbort = ([first]: readonly LetterRow[]) => first?.letter.message.type === 'abort'
    const groups = [...together.values()]
    for (const those of [...groups.filter(isAbort), ...groups.filter((each) => !isAbort(each))])
      await this.#readTogether(table, those)
    return rows.length
  }

  async #readTogether(table: string, rows: readonly LetterRow[]): Promise<void> {
    const ids = rows.map(({ id }) => id)
    const messages = rows.map(({ letter }) => letter.message)
    const keys = [...new Set(messages.map(({ key }) => key))]
    const isDecided = messages[0]!.type === 'decided'
    try {
      await this.#step(keys, [messages[0]!.id], async (clerk, client) => {
        const letters = rows.map(({ letter }) => letter)
        // The letters are read again when these rows are done: others come in between.
        if (isDecided && (await clerk.actOnSome(letters, this.#effects))) return
        const taken = await client.query<{ id: string }>(`DELETE FROM ${table} WHERE id = ANY ($1) RETURNING id`, [ids])
        const mine = new Set(taken.rows.map(({ id }) => id))
        await clerk.hear(rows.filter(({ id }) => mine.has(id)).map(({ letter }) => letter))
      })
    } catch (error) {
      // What matters is said again.
      if (!(error instanceof NotYet)) this.#tell('warn', 'a message of a release could not be followed', { error })
      await this.#options.pool.query(`DELETE FROM ${table} WHERE id = ANY ($1)`, [ids])
    }
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
    await this.#step([key], [], async (clerk, client) => {
      if (protocol.holderOf(clerk.standing, key) !== undefined) return
      const number = await client.query<{ attempts: number }>(
        `UPDATE ${quote(home, 'release_request')} SET attempts = attempts + 1 WHERE id = $1 AND state = 'open' RETURNING attempts`,
        [id],
      )
      const found = number.rows[0]
      if (found === undefined) return
      const own = keys.own.get(aggregate)
      if (own === undefined) throw new Error(`${service} does not coordinate releases of ${aggregate}`)
      const [attempt] = (await takeNumbers(client, home, 1)) as [number]
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
      const refusal = await clerk.tryChange(key, values, attempt)
      if (refusal !== undefined || held.taken === true) {
        await clerk.letGo(key, values, attempt)
        if (refusal === undefined) await answerBusy(client, home, id, this.#pace)
        else await answerRefused(client, home, id, refusal)
        return
      }
      clerk.note(key, { values, request: id, epoch: held.epoch })
      const what = { key, version: Number(held.version), attempt, voters: own.voters }
      await clerk.take(protocol.beginRelease(clerk.standing, `${service} ${id}.${found.attempts}`, what))
    })
  }

  /** Each attempt is waited for twice as long as the one before: what takes longer than expected is not begun for ever. */
  async #giveUp(): Promise<void> {
    const { pool, home, service } = this.#options
    const { rows } = await pool.query<{ aggregate: string; subject: string }>(
      `SELECT a.aggregate, a.subject FROM ${quote(home, 'release_attempt')} AS a
         LEFT JOIN ${quote(home, 'release_request')} AS r ON r.id = a.request
        WHERE a.phase = 'asking' AND a.begun <= now() - $1 * least(2 ^ (coalesce(r.attempts, 1) - 1), $2) * interval '1 millisecond'
        ORDER BY a.said LIMIT 500`,
      [this.#pace.timeout, mostPatience],
    )
    for (const { aggregate, subject } of rows) {
      const key = keyOf(aggregate, subject)
      await this.#step([key], [], async (clerk) => {
        const release = clerk.standing.releases[key]
        const silent = Object.entries(release?.voters ?? {}).find(([, { vote }]) => vote === 'asked')?.[0]
        const refusal: Refusal = {
          kind: 'timeout',
          service: silent ?? service,
          sqlstate: '55P03',
          message: `service ${silent ?? service} did not answer in time`,
        }
        await clerk.take(protocol.giveUp(clerk.standing, key, refusal))
      })
    }
  }

  async #prune(): Promise<void> {
    if (Date.now() < this.#prunes) return
    this.#prunes = Date.now() + Math.min(60_000, this.#pace.keep)
    await pruneReleases(this.#options.pool, this.#options.home, this.#pace.keep)
  }

  /** What belongs to one release is said together again, too. */
  async #sayAgain(): Promise<void> {
    const { pool, home } = this.#options
    const attempt = quote(home, 'release_attempt')
    const silent = await pool.query<{ release: string }>(
      `SELECT release FROM ${attempt}
        WHERE phase IN ('asking', 'decided', 'aborting') AND said <= now() - $1 * interval '1 millisecond'
        GROUP BY release ORDER BY min(said) LIMIT 100`,
      [this.#pace.again],
    )
    for (const { release } of silent.rows)
      await this.#step([], [release], async (clerk, client) => {
        await clerk.take({ standing: clerk.standing, send: protocol.dueMessages(clerk.standing), tasks: [] })
        await client.query(`UPDATE ${attempt} SET said = now() WHERE release = $1`, [release])
      })
  }

  /** One transaction, in which nobody else of this service takes a step; then the letters. One that is lost is written again. */
  async #step(
    keys: readonly string[],
    releases: readonly string[],
    run: (clerk: ReleaseClerk, client: PoolClient) => Promise<void>,
  ): Promise<void> {
    const { pool, home, service, post } = this.#options
    const letters = await inTransaction(pool, async (client) => {
      await client.query(`SELECT pg_advisory_xact_lock(hashtextextended($1, 0))`, [`fountain_split release ${home}`])
      const numbers = (count: number) => takeNumbers(client, home, count)
      const clerk = new ReleaseClerk({ client, service, store: this.#store, keys: this.#options.keys, numbers })
      await clerk.load(keys, releases)
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

/** Numbers for attempts. They go on rising when the database is restored, as the epoch does. */
async function takeNumbers(client: PoolClient, home: string, count: number): Promise<number[]> {
  const { rows } = await client.query<{ number: string }>(
    `SELECT (SELECT epoch FROM ${quote(home, 'service_state')}) * 4294967296 + nextval($1::regclass) AS number
       FROM generate_series(1, $2)`,
    [quote(home, 'release_number'), count],
  )
  return rows.map(({ number }) => Number(number))
}
