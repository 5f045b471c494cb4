import type { Pool, PoolClient } from 'pg'
import { inTransaction, quote } from '../database.ts'
import type { RuntimeHooks } from '../hooks.ts'
import type { Publisher } from '../transport/transport.ts'
import { WakeUp, sleep } from '../wake-up.ts'
import { wrapTransactions } from './outbox-rows.ts'
import { horizonAge, prune, readStretch, savePosition } from './read-horizon.ts'
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
  /** Seconds that published events are kept; an hour unless told. */
  readonly retention?: number
  /** Seconds that the horizon may stand still before it is told as a warning; 60 unless told. */
  readonly horizonAlarm?: number
  readonly hooks?: RuntimeHooks
}

/** Moves events from the outbox to a transport, whole transactions at a time, at least once. */
export class Relay {
  readonly #options: RelayOptions
  readonly #stop = new AbortController()
  #loop: Promise<void> | undefined

  constructor(options: RelayOptions) {
    this.#options = options
  }

  /** Publishes one batch; tells how many events, and whether there may be more. A slow transport slows the reading. */
  async publish(): Promise<{ readonly published: number; readonly more: boolean }> {
    const result = await inTransaction(this.#options.pool, (client) =>
      this.#options.mode === 'skip-locked' ? this.#publishClaimed(client) : this.#publishStretch(client),
    )
    this.#options.hooks?.metric?.('relay.published', result.published, { service: this.#options.service })
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
    const { home, service, transport, name = 'relay', batch = 1000 } = this.#options
    // One at a time by each name; another would publish the same.
    await client.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [
      `fountain_split relay ${home} ${name}`,
    ])
    const stretch = await readStretch(client, home, name, batch)
    if (stretch.rows.length > 0) {
      await transport.publish(wrapTransactions(service, stretch.rows))
      await savePosition(client, home, name, stretch)
    }
    return { published: stretch.rows.length, more: stretch.cut }
  }

  async #publishClaimed(client: PoolClient): Promise<{ published: number; more: boolean }> {
    const { home, service, transport, batch = 1000 } = this.#options
    const rows = await claimTransactions(client, home, batch)
    if (rows.length === 0) return { published: 0, more: false }
    await transport.publish(wrapTransactions(service, rows))
    await removeTransactions(client, home, rows)
    return { published: rows.length, more: true }
  }

  async #run(): Promise<void> {
    const { pool, poll = 1000 } = this.#options
    let wakeUp: WakeUp | undefined
    while (!this.#stop.signal.aborted) {
      try {
        wakeUp ??= await WakeUp.listen(pool, 'fountain_split')
        wakeUp.clear()
        await this.#drainUntilStopped()
        await this.#watch(wakeUp.client)
        await this.#sleep(wakeUp, poll)
      } catch (error) {
        this.#options.hooks?.log?.('error', 'the relay cannot work', { error })
        wakeUp?.release()
        wakeUp = undefined
        await sleep(poll, this.#stop.signal)
      }
    }
    wakeUp?.release()
  }

  async #drainUntilStopped(): Promise<void> {
    while (!this.#stop.signal.aborted && (await this.publish()).more);
  }

  /** Writers notify only while we say that we wait; one that looked just before we said so is found by the last look. */
  async #sleep(wakeUp: WakeUp, poll: number): Promise<void> {
    if (this.#stop.signal.aborted) return
    const state = quote(this.#options.home, 'service_state')
    await wakeUp.client.query(`UPDATE ${state} SET relay_waits = true`)
    const { published } = await this.publish()
    if (published === 0) await wakeUp.wait(poll, this.#stop.signal)
    await wakeUp.client.query(`UPDATE ${state} SET relay_waits = false`)
  }

  #pruned = 0
  async #watch(listener: PoolClient): Promise<void> {
    const { home, service, hooks, mode, retention = 3600, horizonAlarm = 60 } = this.#options
    if (mode === 'skip-locked' || Date.now() - this.#pruned < 60_000) return
    this.#pruned = Date.now()
    await prune(listener, home, retention)
    const age = await horizonAge(listener)
    hooks?.metric?.('relay.horizon_age', age, { service })
    if (age > horizonAlarm)
      hooks?.log?.('warn', 'a long write transaction holds back what is published', { service, seconds: age })
  }
}
