import type { Pool, PoolClient } from 'pg'
import { inTransaction, quote } from '../database.ts'
import type { Envelope } from '../envelope.ts'
import type { RuntimeHooks } from '../hooks.ts'
import { BackOff } from '../back-off.ts'
import { applyTransactions } from './apply-transactions.ts'
import { forgetTombstones } from './forget-tombstones.ts'
import type { ArrivedTransaction } from './inbox.ts'
import { WakeUp, sleep } from '../wake-up.ts'
import * as inbox from './inbox.ts'
import type { ParkedTransaction } from './parking.ts'
import { listParked, park, replayParked } from './parking.ts'
import { Replica } from './replica.ts'
import type { ReplicaDescription } from './replica.ts'

export interface ConsumerOptions {
  readonly pool: Pool
  /** The schema of our own in this service's database. */
  readonly home: string
  readonly replicas: readonly ReplicaDescription[]
  /** Events read at a time, about; 1,000 unless told. */
  readonly batch?: number
  /** Attempts at a transaction before it is parked; 5 unless told. */
  readonly attempts?: number
  /** Milliseconds after which the inbox is looked at although nobody woke us; 1,000 unless told. */
  readonly poll?: number
  /** Milliseconds between two looks while events come, so that they gather and are applied together; 5 unless told. */
  readonly pause?: number
  /** Seconds that an event may wait for one that did not arrive before it is told as an error; 300 unless told. */
  readonly gapAlarm?: number
  /** Seconds that applied transactions are remembered, so that what comes again is known; a week unless told. */
  readonly remember?: number
  readonly hooks?: RuntimeHooks
}

/** Transactions by what became of them in one pass over the inbox. */
export interface Pass {
  readonly applied: number
  readonly waiting: number
  readonly parked: number
  /** Could not be applied, and will be tried again. */
  readonly failed: number
}

const nothing: Pass = { applied: 0, waiting: 0, parked: 0, failed: 0 }

/** Applies what arrives to the replicas, transaction by transaction. Any number may run; one at a time works. */
export class Consumer {
  readonly #options: ConsumerOptions
  readonly #replicas: ReadonlyMap<string, Replica>
  readonly #aggregates: ReadonlySet<string>
  readonly #stop = new AbortController()
  readonly #backOff = new BackOff()
  #loop: Promise<void> | undefined
  /** After a crash every transaction is tried alone, with its attempts counted, until the inbox was empty once. */
  #careful = false

  constructor(options: ConsumerOptions) {
    this.#options = options
    this.#replicas = new Map(options.replicas.map((each) => [each.aggregate, new Replica(each)]))
    this.#aggregates = new Set(this.#replicas.keys())
  }

  get aggregates(): readonly string[] {
    return [...this.#aggregates]
  }

  /** Keeps what a transport brought; when this settles, the transport may forget it. */
  async receive(batch: readonly Envelope[]): Promise<void> {
    const wanted = batch.filter((envelope) => this.#aggregates.has(envelope.data.aggregate))
    if (wanted.length > 0) await inbox.storeInInbox(this.#options.pool, this.#options.home, wanted)
  }

  /** One pass over the inbox. Throws what keeps it from working at all: the connection, mostly. */
  async apply(): Promise<Pass> {
    if (!this.#careful)
      try {
        return await this.#applyTogether()
      } catch (error) {
        this.#tell('warn', 'a batch failed and is tried one by one', { error })
      }
    return this.#applyOneByOne()
  }

  /** Applies until nothing that arrived can be. */
  async drain(): Promise<void> {
    for (;;) {
      const { applied, parked, failed } = await this.apply()
      if (applied + parked + failed === 0) return
    }
  }

  start(): void {
    this.#loop ??= this.#run()
  }

  /** Ends after the batch that is being applied. */
  async stop(): Promise<void> {
    this.#stop.abort()
    await this.#loop
  }

  listParked(): Promise<ParkedTransaction[]> {
    return listParked(this.#options.pool, this.#options.home)
  }

  replayParked(which: Pick<ParkedTransaction, 'source' | 'epoch' | 'transaction'>): Promise<void> {
    return replayParked(this.#options.pool, this.#options.home, this.#replicas, which)
  }

  async #applyTogether(): Promise<Pass> {
    const { pool, home, batch = 1000 } = this.#options
    return inTransaction(pool, async (client) => {
      await this.#exclude(client)
      const arrived = await inbox.readInbox(client, home, batch)
      if (arrived.length === 0) return nothing
      const complete = arrived.filter((each) => this.#isComplete(each))
      const incomplete = arrived.filter((each) => !this.#isComplete(each))
      const repeated = await inbox.findApplied(client, home, incomplete)
      const run = () => applyTransactions(client, this.#replicas, complete)
      const { applied, waiting } = await this.#trace(complete, run)
      await inbox.removeApplied(client, home, [...applied, ...repeated])
      const late = [...waiting, ...incomplete.filter((each) => !repeated.includes(each))]
      await inbox.markWaiting(client, home, late)
      return this.#count({ applied: applied.length, waiting: late.length, parked: 0, failed: 0 })
    })
  }

  async #applyOneByOne(): Promise<Pass> {
    const { pool, home, batch = 1000, attempts = 5 } = this.#options
    const pass = { ...nothing }
    const arrived = await inTransaction(pool, (client) => inbox.readInbox(client, home, batch))
    for (const transaction of arrived) {
      const made = Math.max(...transaction.rows.map((row) => row.attempts))
      let outcome: keyof Pass
      if (!this.#isComplete(transaction)) outcome = await this.#wait(transaction)
      else if (made >= attempts) outcome = await this.#park(transaction, 'every attempt ended the process')
      else {
        await inbox.countAttempt(pool, home, transaction)
        outcome = await this.#applyAlone(transaction, made + 1 >= attempts)
      }
      pass[outcome]++
    }
    if (arrived.length === pass.waiting) this.#careful = false
    return this.#count(pass)
  }

  async #applyAlone(transaction: ArrivedTransaction, last: boolean): Promise<keyof Pass> {
    const { pool, home } = this.#options
    try {
      return await inTransaction(pool, async (client) => {
        await this.#exclude(client)
        const run = () => applyTransactions(client, this.#replicas, [transaction])
        const { applied } = await this.#trace([transaction], run)
        if (applied.length === 0) {
          await inbox.countAttempt(client, home, transaction, -1)
          await inbox.markWaiting(client, home, [transaction])
          return 'waiting' as const
        }
        await inbox.removeApplied(client, home, applied)
        return 'applied' as const
      })
    } catch (error) {
      if (isPassing(error)) {
        await inbox.countAttempt(pool, home, transaction, -1).catch(() => {})
        throw error
      }
      this.#tell('error', 'a transaction could not be applied', { transaction: transaction.id, error })
      return last ? this.#park(transaction, (error as Error).message) : 'failed'
    }
  }

  /** An incomplete transaction waits, unless it is what came again of one that was applied. */
  async #wait(transaction: ArrivedTransaction): Promise<'waiting'> {
    const { pool, home } = this.#options
    await inTransaction(pool, async (client) => {
      const repeated = await inbox.findApplied(client, home, [transaction])
      if (repeated.length > 0) await inbox.removeApplied(client, home, repeated)
      else await inbox.markWaiting(client, home, [transaction])
    })
    return 'waiting'
  }

  async #park(transaction: ArrivedTransaction, error: string): Promise<'parked'> {
    const { pool, home, hooks } = this.#options
    const parked = await inTransaction(pool, (client) => park(client, home, this.#replicas, transaction, error))
    hooks?.parked?.(parked)
    return 'parked'
  }

  async #run(): Promise<void> {
    const { pool, home, poll = 1000, pause = 5 } = this.#options
    let wakeUp: WakeUp | undefined
    while (!this.#stop.signal.aborted) {
      try {
        wakeUp ??= await this.#begin()
        wakeUp.clear()
        const began = Date.now()
        const { applied, parked, failed } = await this.apply()
        if (Date.now() - this.#tidied >= 60_000) await this.tidy()
        this.#backOff.reset()
        if (failed > 0) await sleep(poll, this.#stop.signal)
        else if (applied + parked === 0) await wakeUp.wait(poll, this.#stop.signal)
        else await sleep(Math.max(0, pause - (Date.now() - began)), this.#stop.signal)
      } catch (error) {
        const wait = this.#backOff.next()
        this.#tell('error', 'the consumer cannot work and tries again', { error, wait })
        wakeUp?.release()
        wakeUp = undefined
        await sleep(wait, this.#stop.signal)
      }
    }
    wakeUp?.release()
    await pool.query(`UPDATE ${quote(home, 'source')} SET running = false`).catch(() => {})
  }

  /** Also notes that a consumer runs: one that finds the note at its start knows that the one before it crashed. */
  async #begin(): Promise<WakeUp> {
    const { pool, home } = this.#options
    const wakeUp = await WakeUp.listen(pool, 'fountain_split_inbox')
    try {
      const source = quote(home, 'source')
      const { rows } = await wakeUp.client.query(
        `UPDATE ${source} AS now SET running = true FROM ${source} AS was WHERE was.service = now.service RETURNING was.running`,
      )
      this.#careful ||= rows.some((row) => row.running)
      return wakeUp
    } catch (error) {
      wakeUp.release()
      throw error
    }
  }

  #tidied = 0
  /**
   * Forgets transactions that were applied long ago, and tombstones that no event can come for any more; tells a gap that
   * does not close, which is never skipped. A running consumer does it once a minute.
   */
  async tidy(): Promise<void> {
    const { pool, home, gapAlarm = 300, remember = 7 * 24 * 3600, hooks } = this.#options
    this.#tidied = Date.now()
    await inbox.pruneApplied(pool, home, remember)
    const forgotten = await inTransaction(pool, (client) => forgetTombstones(client, home, this.#replicas))
    hooks?.metric?.('consumer.forgotten', forgotten, { home })
    const gap = await inbox.findGap(pool, home)
    hooks?.metric?.('consumer.gap_age', gap.seconds, { home })
    if (gap.events > 0 && gap.seconds >= gapAlarm)
      this.#tell('error', 'events wait for others that do not arrive', { ...gap })
  }

  #isComplete(transaction: ArrivedTransaction): boolean {
    return inbox.isComplete(transaction, this.#aggregates)
  }

  /** Two consumers of one service would wait for each other's keys; a restarted one follows the one it replaces. */
  async #exclude(client: PoolClient): Promise<void> {
    await client.query(`SELECT pg_advisory_xact_lock(hashtextextended($1, 0))`, [
      `fountain_split consumer ${this.#options.home}`,
    ])
  }

  #trace<Result>(transactions: readonly ArrivedTransaction[], run: () => Promise<Result>): Promise<Result> {
    const trace = this.#options.hooks?.trace
    const parent = transactions.find((each) => each.rows[0]?.event.envelope.traceparent)?.rows[0]?.event.envelope
      .traceparent
    return trace === undefined ? run() : trace('fountain-split apply', parent, run)
  }

  #count(pass: Pass): Pass {
    const metric = this.#options.hooks?.metric
    for (const [name, value] of Object.entries(pass)) metric?.(`consumer.${name}`, value, { home: this.#options.home })
    return pass
  }

  #tell(level: 'warn' | 'error', message: string, facts: Record<string, unknown>): void {
    this.#options.hooks?.log?.(level, message, facts)
  }
}

/** What another attempt may well get over, without being the event's fault: lost connections, conflicts, a full server. */
function isPassing(error: unknown): boolean {
  const { code, message } = error as { code?: string; message?: string }
  if (code === undefined) return /connection|terminat|timeout/i.test(message ?? '')
  return /^(08|53|57P|40|55P03)/.test(code) || /^E[A-Z]+$/.test(code)
}
