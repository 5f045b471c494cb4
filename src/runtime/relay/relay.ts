import type { Pool, PoolClient } from 'pg'
import { BackOff } from '../back-off.ts'
import { inTransaction, quote } from '../database.ts'
import type { Envelope } from '../envelope.ts'
import type { RuntimeHooks } from '../hooks.ts'
import type { Publisher } from '../transport/transport.ts'
import { WakeUp, sleep } from '../wake-up.ts'
import { wrapTransactions } from './outbox-rows.ts'
import type { GivenVersions } from './publish-mark.ts'
import { isClaimed, readGiven } from './publish-mark.ts'
import { enrol, horizonAge, prune, readStretch, savePosition } from './read-horizon.ts'
import { claimTransactions, removeTransactions } from './read-skip-locked.ts'

export interface RelayOptions {
  readonly pool: Pool
  /** The schema of our own in this service's database. */
  readonly home: string
  readonly service: string
  readonly transport: Publisher
  /** Relays with different names publish everything each; `relay` unless told. */
  readonly name?: string
  /**
   * `horizon` (unless told): in order, held back by the oldest running write transaction of the cluster.
   * `skip-locked`: not held back, several at once, in any order; removes what it published.
   */
  readonly mode?: 'horizon' | 'skip-locked'
  /** Events read at a time, about; 1,000 unless told. */
  readonly batch?: number
  /** Milliseconds after which the outbox is looked at although nobody woke us; 1,000 unless told. */
  readonly poll?: number
  /** Milliseconds between two looks while events come, so that they gather and go together; 5 unless told. */
  readonly pause?: number
  /** Seconds that published events are kept; an hour unless told. */
  readonly retention?: number
  /** Seconds that the horizon may stand still before it is told as a warning; 60 unless told. */
  readonly horizonAlarm?: number
  readonly hooks?: RuntimeHooks
}

/** Looks in vain before a relay asks to be woken instead: then each writer notifies it, which costs them. */
const looksBeforeSleep = 5

/** Moves events from the outbox to a transport, whole transactions at a time, at least once. */
export class Relay {
  readonly #options: RelayOptions
  readonly #stop = new AbortController()
  readonly #backOff = new BackOff()
  #loop: Promise<void> | undefined

  constructor(options: RelayOptions) {
    this.#options = options
  }

  /** Publishes one batch; tells how many events, and whether there may be more. A slow transport slows the reading. */
  async publish(): Promise<{ readonly published: number; readonly more: boolean }> {
    if (!this.#enrolled) await this.#enrol()
    const result = await inTransaction(this.#options.pool, (client) =>
      this.#options.mode === 'skip-locked' ? this.#publishClaimed(client) : this.#publishStretch(client),
    )
    this.#options.hooks?.metric?.('relay.published', result.published, this.#labels())
    return result
  }

  /** Publishes until nothing is left that may be. */
  async drain(): Promise<void> {
    while ((await this.publish()).more);
  }

  start(): void {
    this.#loop ??= this.#run()
  }

  /** Ends after the batch that is being published. */
  async stop(): Promise<void> {
    this.#stop.abort()
    await this.#loop
  }

  async #publishStretch(client: PoolClient): Promise<{ published: number; more: boolean }> {
    const { home, service, name = 'relay', batch = 1000 } = this.#options
    // One at a time by each name; another would publish the same.
    await client.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [
      `fountain_split relay ${home} ${name}`,
    ])
    const stretch = await readStretch(client, home, name, batch)
    if (stretch.rows.length > 0) {
      await this.#hand(wrapTransactions(service, stretch.rows))
      await savePosition(client, home, name, stretch)
    }
    this.#below = { epoch: stretch.epoch, transaction: BigInt(stretch.below) }
    return { published: stretch.rows.length, more: stretch.cut }
  }

  async #publishClaimed(client: PoolClient): Promise<{ published: number; more: boolean }> {
    const { home, service, batch = 1000 } = this.#options
    const rows = await claimTransactions(client, home, batch)
    if (rows.length === 0) return { published: 0, more: false }
    await this.#hand(wrapTransactions(service, rows))
    await removeTransactions(client, home, rows)
    return { published: rows.length, more: true }
  }

  #hand(batch: readonly Envelope[]): Promise<void> {
    const { transport, hooks } = this.#options
    const run = () => transport.publish(batch)
    const parent = batch.find(({ traceparent }) => traceparent !== undefined)?.traceparent
    return hooks?.trace === undefined ? run() : hooks.trace('fountain-split publish', parent, run)
  }

  async #run(): Promise<void> {
    const { pool, poll = 1000 } = this.#options
    let wakeUp: WakeUp | undefined
    while (!this.#stop.signal.aborted) {
      try {
        wakeUp ??= await WakeUp.listen(pool, 'fountain_split')
        wakeUp.clear()
        await this.#publishWhileTheyCome()
        if (Date.now() - this.#tidied >= 60_000) await this.tidy()
        this.#backOff.reset()
        await this.#sleep(wakeUp, poll)
      } catch (error) {
        const wait = this.#backOff.next()
        this.#options.hooks?.log?.('error', 'the relay cannot work and tries again', { ...this.#labels(), error, wait })
        wakeUp?.release()
        wakeUp = undefined
        await sleep(wait, this.#stop.signal)
      }
    }
    wakeUp?.release()
  }

  /** Who was woken by every single event would take more of the server than the writers have left. */
  async #publishWhileTheyCome(): Promise<void> {
    const { pause = 5 } = this.#options
    for (let quiet = 0; quiet < looksBeforeSleep && !this.#stop.signal.aborted;) {
      const began = Date.now()
      const { published, more } = await this.publish()
      quiet = published > 0 ? 0 : quiet + 1
      if (!more) await sleep(Math.max(0, pause - (Date.now() - began)), this.#stop.signal)
    }
  }

  /** Writers notify only while we say that we wait; one that looked just before we said so is found by the last look. */
  async #sleep(wakeUp: WakeUp, poll: number): Promise<void> {
    if (this.#stop.signal.aborted) return
    const { home, name = 'relay' } = this.#options
    const say = (how: string, when: string) =>
      wakeUp.client.query(
        `UPDATE ${quote(home, 'service_state')} SET waiting_relays = ${how}(waiting_relays, $1) WHERE ${when}`,
        [name],
      )
    await say('array_append', '$1 <> ALL (waiting_relays)')
    const { published } = await this.publish()
    if (published === 0) await wakeUp.wait(poll, this.#stop.signal)
    await say('array_remove', '$1 = ANY (waiting_relays)')
  }

  #enrolled = false
  /** From now on nothing is removed that this relay has not published, whatever others have. */
  async #enrol(): Promise<void> {
    const { pool, home, name = 'relay', mode } = this.#options
    if (mode !== 'skip-locked') await enrol(pool, home, name)
    this.#enrolled = true
  }

  #tidied = 0
  #below: { readonly epoch: string; readonly transaction: bigint } | undefined
  #given: GivenVersions | undefined

  /**
   * Removes what was published and is older than the retention, tells receivers up to which version they have everything,
   * and looks whether a long transaction holds events back. A running relay does it once a minute.
   */
  async tidy(): Promise<void> {
    this.#tidied = Date.now()
    await this.#enrol()
    await inTransaction(this.#options.pool, async (client) => {
      await this.#tellMark(client)
      if (this.#options.mode !== 'skip-locked') await this.#watchHorizon(client)
    })
  }

  /** What was given the last time is published by now, or will be the next time. */
  async #tellMark(client: PoolClient): Promise<void> {
    const { home, service, transport, mode } = this.#options
    if (transport.publishedUpTo === undefined) return
    const given = this.#given
    if (given !== undefined) {
      const below = this.#below
      const published =
        mode === 'skip-locked'
          ? await isClaimed(client, home, given)
          : below !== undefined && below.epoch === given.epoch && below.transaction >= BigInt(given.transaction)
      if (!published) return
      await transport.publishedUpTo(service, given.epoch, given.version)
    }
    this.#given = await readGiven(client, home)
  }

  async #watchHorizon(client: PoolClient): Promise<void> {
    const { home, hooks, retention = 3600, horizonAlarm = 60 } = this.#options
    await prune(client, home, retention)
    const age = await horizonAge(client)
    hooks?.metric?.('relay.horizon_age', age, this.#labels())
    if (age > horizonAlarm)
      hooks?.log?.('warn', 'a long write transaction holds back what is published', { ...this.#labels(), seconds: age })
  }

  #labels(): { readonly service: string; readonly relay: string } {
    return { service: this.#options.service, relay: this.#options.name ?? 'relay' }
  }
}
