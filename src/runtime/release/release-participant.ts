import type { ClientBase, Pool, PoolClient } from 'pg'
import { inTransaction, quote } from '../database.ts'
import type { KeyValues } from '../envelope.ts'
import { sleep } from '../wake-up.ts'
import { answerBusy, answerRefused, answerRequests } from './answer-requests.ts'
import { LargeEffects } from './large-effects.ts'
import { pruneReleases } from './prune-releases.ts'
import type { ReleaseKeys } from './release-clerk.ts'
import { ReleaseClerk } from './release-clerk.ts'
import type { ReleaseLetter } from './release-letter.ts'
import { heardTogether, keyOf } from './release-letter.ts'
import type { Refusal } from './release-message.ts'
import * as protocol from './release-protocol.ts'
import { ReleaseStore } from './release-store.ts'
import type { ReleasePace } from './release-worker-pace.ts'
import { usualPace } from './release-worker-pace.ts'

export interface ReleaseParticipantOptions {
  /** Connects as the role of relay and consumer. */
  readonly pool: Pool
  readonly home: string
  readonly service: string
  readonly keys: ReleaseKeys
  readonly pace?: Partial<ReleasePace>
}

/** A request that is open, and the key that it is for. */
export interface OpenRequest {
  readonly id: string
  readonly aggregate: string
  readonly subject: string
  readonly key: KeyValues
}

/** What came of letters: those that follow, and whether there is more to be done of what they ask for. */
export interface Heard {
  readonly letters: readonly ReleaseLetter[]
  readonly unfinished: boolean
}

/** So many times `timeout` an attempt is waited for, at most. */
const mostPatience = 8

type Step = (clerk: ReleaseClerk, client: PoolClient) => Promise<void>

/**
 * One service's part in releases of keys, as coordinator and as voter: what it is to do next, by what is kept in its database, one
 * transaction a step, and the letters that follow. Who carries them, and when, is another's affair: `ReleaseWorker` does it by tables,
 * an engine of yours may do it its own way. Letters may be lost, come twice, and in any order; where a step throws, it is called again.
 */
export class ReleaseParticipant {
  readonly #options: ReleaseParticipantOptions
  readonly #store: ReleaseStore
  readonly pace: ReleasePace
  readonly effects: LargeEffects
  /** When it looks next for what is over long since. */
  #prunes = 0

  constructor(options: ReleaseParticipantOptions) {
    this.#options = options
    this.#store = new ReleaseStore(options.service, options.home)
    this.pace = { ...usualPace, ...options.pace }
    this.effects = new LargeEffects(this.pace)
  }

  /**
   * As coordinator, of a request that was made here: begins an attempt where none is under way, else says again what was not answered.
   * No letters: the request is answered, or its next attempt is not due yet.
   */
  async next(request: string): Promise<readonly ReleaseLetter[]> {
    const attempts = await this.#options.pool.query<{ release: string }>(
      `SELECT release FROM ${this.#table('attempt')}
        WHERE request = $1 AND phase IN ('asking', 'granted', 'decided', 'aborting')`,
      [request],
    )
    const [attempt] = attempts.rows
    if (attempt !== undefined) return this.#due(attempt.release)
    const { rows } = await this.#options.pool.query<OpenRequest>(
      `SELECT id, aggregate, subject, key FROM ${this.#table('request')} WHERE id = $1 AND state = 'open' AND due <= now()`,
      [request],
    )
    return rows[0] === undefined ? [] : this.begin(rows[0])
  }

  /**
   * Hears letters to this service, and does what they ask for. Takes as long as the rows of a large effect need. Throws what kept it from
   * being done, `NotYet` where events have to come first.
   */
  async receive(letters: readonly ReleaseLetter[]): Promise<readonly ReleaseLetter[]> {
    const follow: ReleaseLetter[] = []
    for (const those of heardTogether(letters, (letter) => letter))
      for (let unfinished = true; unfinished;) {
        await sleep(this.effects.rest, new AbortController().signal)
        const heard = await this.hear(those)
        follow.push(...heard.letters)
        unfinished = heard.unfinished
      }
    return follow
  }

  /**
   * To be called now and then: says again what was not answered for a while, as coordinator of keys that go along too, gives attempts up
   * that take too long, and removes what is over long since.
   */
  async remind(): Promise<readonly ReleaseLetter[]> {
    const letters = [...(await this.#giveUp()), ...(await this.#sayAgain())]
    if (Date.now() >= this.#prunes) {
      const { keep } = this.pace
      this.#prunes = Date.now() + Math.min(60_000, keep)
      await pruneReleases(this.#options.pool, this.#options.home, keep)
    }
    return letters
  }

  /** Begins an attempt, where no release holds the key. */
  begin({ id, aggregate, subject, key: values }: OpenRequest): Promise<readonly ReleaseLetter[]> {
    const { home, service, keys } = this.#options
    const key = keyOf(aggregate, subject)
    return this.#step([key], [], async (clerk, client) => {
      if (protocol.holderOf(clerk.standing, key) !== undefined) return
      const number = await client.query<{ attempts: number }>(
        `UPDATE ${this.#table('request')} SET attempts = attempts + 1 WHERE id = $1 AND state = 'open' RETURNING attempts`,
        [id],
      )
      const found = number.rows[0]
      if (found === undefined) return
      const own = keys.own.get(aggregate)
      if (own === undefined) throw new Error(`${service} does not coordinate releases of ${aggregate}`)
      const [attempt] = (await takeNumbers(client, home, 1)) as [number]
      const held = await clerk.hold(key, values, attempt)
      if (held === undefined) {
        await client.query(`UPDATE ${this.#table('request')} SET state = 'gone', answered = now() WHERE id = $1`, [id])
        return
      }
      if (held === 'busy') {
        await answerBusy(client, home, id, this.pace)
        return
      }
      const refusal = await clerk.tryChange(key, values, attempt)
      if (refusal !== undefined || held.taken === true) {
        await clerk.letGo(key, values, attempt)
        if (refusal === undefined) await answerBusy(client, home, id, this.pace)
        else await answerRefused(client, home, id, refusal)
        return
      }
      clerk.note(key, { values, request: id, epoch: held.epoch })
      const what = { key, version: Number(held.version), attempt, voters: own.voters }
      await clerk.take(protocol.beginRelease(clerk.standing, `${service} ${id}.${found.attempts}`, what))
    })
  }

  /**
   * Hears letters of one release and one type, in one transaction. `claim` tells in it which of them are still to be heard; where an effect
   * is unfinished it is not asked, and they are to be heard again.
   */
  async hear(
    letters: readonly ReleaseLetter[],
    claim: (client: ClientBase) => Promise<readonly ReleaseLetter[]> = async () => letters,
  ): Promise<Heard> {
    const { id, type } = letters[0]!.message
    const keys = [...new Set(letters.map(({ message }) => message.key))]
    let unfinished = false
    const follow = await this.#step(keys, [id], async (clerk, client) => {
      unfinished = type === 'decided' && (await clerk.actOnSome(letters, this.effects))
      if (!unfinished) await clerk.hear(await claim(client))
    })
    return { letters: follow, unfinished }
  }

  /** Attempts that not everybody has voted on; the later one of a request is waited for longer. */
  async #giveUp(): Promise<ReleaseLetter[]> {
    const { pool } = this.#options
    const { rows } = await pool.query<{ aggregate: string; subject: string }>(
      `SELECT a.aggregate, a.subject FROM ${this.#table('attempt')} AS a
         LEFT JOIN ${this.#table('request')} AS r ON r.id = a.request
        WHERE a.phase = 'asking' AND a.begun <= now() - $1 * least(2 ^ (coalesce(r.attempts, 1) - 1), $2) * interval '1 millisecond'
        ORDER BY a.said LIMIT 500`,
      [this.pace.timeout, mostPatience],
    )
    const letters: ReleaseLetter[] = []
    for (const { aggregate, subject } of rows) letters.push(...(await this.#giveUpKey(keyOf(aggregate, subject))))
    return letters
  }

  #giveUpKey(key: string): Promise<readonly ReleaseLetter[]> {
    return this.#step([key], [], async (clerk) => {
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

  /** What belongs to one release is said together again, too. */
  async #sayAgain(): Promise<ReleaseLetter[]> {
    const { rows } = await this.#options.pool.query<{ release: string }>(
      `SELECT release FROM ${this.#table('attempt')}
        WHERE phase IN ('asking', 'decided', 'aborting') AND said <= now() - $1 * interval '1 millisecond'
        GROUP BY release ORDER BY min(said) LIMIT 100`,
      [this.pace.again],
    )
    const letters: ReleaseLetter[] = []
    for (const { release } of rows) letters.push(...(await this.#due(release)))
    return letters
  }

  /** What this service has to say of a release until it is answered. */
  #due(release: string): Promise<readonly ReleaseLetter[]> {
    return this.#step([], [release], async (clerk, client) => {
      await clerk.take({ standing: clerk.standing, send: protocol.dueMessages(clerk.standing), tasks: [] })
      await client.query(`UPDATE ${this.#table('attempt')} SET said = now() WHERE release = $1`, [release])
    })
  }

  /** One transaction, in which nobody else of this service takes a step. */
  #step(keys: readonly string[], releases: readonly string[], run: Step): Promise<readonly ReleaseLetter[]> {
    const { pool, home, service } = this.#options
    return inTransaction(pool, async (client) => {
      await client.query(`SELECT pg_advisory_xact_lock(hashtextextended($1, 0))`, [`fountain_split release ${home}`])
      const numbers = (count: number) => takeNumbers(client, home, count)
      const clerk = new ReleaseClerk({ client, service, store: this.#store, keys: this.#options.keys, numbers })
      await clerk.load(keys, releases)
      await run(clerk, client)
      await clerk.finish()
      await answerRequests(client, home, clerk, this.pace)
      return clerk.letters
    })
  }

  #table(name: string): string {
    return quote(this.#options.home, `release_${name}`)
  }
}

/** Numbers for attempts. They go on rising when the database is restored, as the epoch does. */
async function takeNumbers(client: ClientBase, home: string, count: number): Promise<number[]> {
  const { rows } = await client.query<{ number: string }>(
    `SELECT (SELECT epoch FROM ${quote(home, 'service_state')}) * 4294967296 + nextval($1::regclass) AS number
       FROM generate_series(1, $2)`,
    [quote(home, 'release_number'), count],
  )
  return rows.map(({ number }) => Number(number))
}
