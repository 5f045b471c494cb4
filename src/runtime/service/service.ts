import type { ConsumerOptions } from '../consumer/consumer.ts'
import { Consumer } from '../consumer/consumer.ts'
import type { ParkedTransaction } from '../consumer/parking.ts'
import type { RuntimeHooks } from '../hooks.ts'
import type { Divergence } from '../reconcile/find-divergence.ts'
import type { Orphans } from '../reconcile/find-orphans.ts'
import { findOrphans } from '../reconcile/find-orphans.ts'
import { reconcileAll } from '../reconcile/reconcile.ts'
import type { Relay } from '../relay/relay.ts'
import type { RelayOptions } from '../relay/relay.ts'
import type { Publisher, Subscriber } from '../transport/transport.ts'
import { BackOff } from '../back-off.ts'
import type { ReleasePace } from '../release/release-worker-pace.ts'
import type { ReleaseWorker } from '../release/release-worker.ts'
import { sleep } from '../wake-up.ts'
import { checkHome } from './check-home.ts'
import { checkReferences, fillReplicas } from './make-replicas-ready.ts'
import { makeRelays } from './make-relays.ts'
import { makeReleaseWorker } from './make-release-worker.ts'
import { connectionsNeeded, namedServices } from './needed-databases.ts'
import type { Database } from './pools.ts'
import { Pools } from './pools.ts'
import type { KeptReference, ServiceDescription } from './service-description.ts'
import { ServiceProblem } from './service-problem.ts'

export interface ServiceOptions {
  readonly description: ServiceDescription
  /** The service's own: a pool of yours, or a URL. */
  readonly database: Database
  /** Those of other services, by name: whose keys it keeps, and who is told of its own. */
  readonly others?: Readonly<Record<string, Database>>
  /** Carries its events in place of the way from database to database. */
  readonly publisher?: Publisher
  /** Brings events of others, where they do not write them into the inbox themselves. */
  readonly subscriber?: Subscriber
  readonly relay?: Partial<Pick<RelayOptions, 'mode' | 'batch' | 'poll' | 'pause' | 'retention' | 'horizonAlarm'>>
  readonly consumer?: Partial<Pick<ConsumerOptions, 'batch' | 'attempts' | 'poll' | 'pause' | 'gapAlarm' | 'remember'>>
  /** How patient releases of keys are; `false`: an engine of yours drives them, by `releaseParticipant`. */
  readonly release?: Partial<ReleasePace> | false
  /** Compares the replicas with their sources, and mends what was lost on the way; never unless told. */
  readonly reconcile?: { readonly everySeconds: number; readonly waitMs?: number }
  readonly hooks?: RuntimeHooks
}

/** What was mended in one replica. */
export interface Reconciled extends Divergence {
  readonly aggregate: string
}

/** Rows of one reference that name a key which its replica does not have. */
export interface OrphansOfReference extends Orphans {
  readonly reference: KeptReference
}

/**
 * Connects to a service's database and looks whether everything is there. Throws ServiceProblem where it is not, and what
 * pg throws where there is no connection. Nothing runs yet.
 */
export async function openService(options: ServiceOptions): Promise<Service> {
  const { description, database, others = {}, publisher, hooks } = options
  const needed = namedServices(description, publisher !== undefined)
  const unknown = needed.filter((service) => !Object.hasOwn(others, service))
  if (unknown.length > 0)
    throw new ServiceProblem('no-address', `${description.service} needs the database of ${unknown.join(', ')}`, 'Its keys are kept here, or it is told of keys of here: name its database too.') // prettier-ignore
  const used = Object.fromEntries(needed.map((service) => [service, others[service]!]))
  const databases = { ...used, [description.service]: database }
  const pools = await Pools.open(databases, connectionsNeeded(description, needed), hooks)
  try {
    await checkHome(pools.of(description.service), description)
    return new Service(options, pools)
  } catch (error) {
    await pools.end()
    throw error
  }
}

/** Opens a service and starts its relay and its consumer. */
export async function startService(options: ServiceOptions): Promise<Service> {
  const service = await openService(options)
  service.start()
  return service
}

/** Relay and consumer of one service, with all that they need around them. */
export class Service {
  readonly description: ServiceDescription
  readonly relays: readonly Relay[]
  readonly consumer: Consumer | undefined
  /** Coordinates releases of the service's keys, and votes on those of others. */
  readonly releases: ReleaseWorker | undefined
  readonly #options: ServiceOptions
  readonly #pools: Pools
  readonly #stop = new AbortController()
  #work: Promise<unknown> | undefined

  constructor(options: ServiceOptions, pools: Pools) {
    const { description, consumer, hooks } = options
    this.#options = options
    this.#pools = pools
    this.description = description
    this.relays = makeRelays(options, (service) => pools.of(service))
    this.releases = makeReleaseWorker(options, (service) => pools.of(service))
    this.consumer =
      description.replicas.length === 0
        ? undefined
        : new Consumer({
            ...consumer,
            pool: pools.of(description.service),
            home: description.home,
            replicas: description.replicas,
            ...(hooks === undefined ? {} : { hooks }),
          })
  }

  /** Relays at once; applies events once every replica is filled, which is tried until the other services are there. */
  start(): void {
    this.#work ??= Promise.all([this.#runRelays(), this.#runConsumer(), this.#runReconcile()])
    this.releases?.start()
  }

  /** Fills what is new, publishes and applies what is there, and tidies up, without anything left running. */
  async drain(): Promise<void> {
    await fillReplicas(this.#places())
    await checkReferences(this.#places())
    const relayed = await Promise.allSettled(this.relays.map((relay) => relay.drain()))
    await this.consumer?.drain()
    for (const result of relayed) if (result.status === 'rejected') throw result.reason
    for (const each of [...this.relays, ...(this.consumer === undefined ? [] : [this.consumer])]) await each.tidy()
  }

  /** Ends after what is being published and applied, and closes the connections that were opened here. May be called twice. */
  async stop(): Promise<void> {
    this.#stop.abort()
    await Promise.all([...this.relays.map((relay) => relay.stop()), this.consumer?.stop(), this.releases?.stop()])
    await this.#work
    await this.#pools.end()
  }

  /**
   * Compares every replica with its source, twice, `waitMs` apart, which must be longer than events take, and mends what
   * was lost both times. Tells of each replica what it mended.
   */
  async reconcile(waitMs = 60_000): Promise<Reconciled[]> {
    const replicas = this.description.replicas.map((replica) => {
      const { service, home, key } = replica.source
      return { from: { pool: this.#pools.of(service), home, key }, replica }
    })
    const mended = await reconcileAll(replicas, this.#own(), waitMs, this.#stop.signal)
    return mended.map((each, at) => ({ aggregate: replicas[at]!.replica.aggregate, ...each }))
  }

  /** Rows that name keys which are not there. The connection must be allowed to read the service's relations. */
  async findOrphans(limit = 1000): Promise<OrphansOfReference[]> {
    const found: OrphansOfReference[] = []
    for (const replica of this.description.replicas)
      for (const reference of replica.references)
        for (const orphans of await findOrphans(this.#own(), replica, reference, limit))
          found.push({ reference, ...orphans })
    return found
  }

  async listParked(): Promise<ParkedTransaction[]> {
    return (await this.consumer?.listParked()) ?? []
  }

  /** Lets a parked transaction be tried again by the consumer. */
  async replayParked(which: Pick<ParkedTransaction, 'source' | 'epoch' | 'transaction'>): Promise<void> {
    await this.consumer?.replayParked(which)
  }

  #own() {
    return this.#pools.of(this.description.service)
  }

  #places() {
    const poolOf = (service: string) => this.#pools.of(service)
    return { description: this.description, pool: this.#own(), poolOf, hooks: this.#options.hooks }
  }

  async #runRelays(): Promise<void> {
    for (const relay of this.relays) relay.start()
  }

  async #runConsumer(): Promise<void> {
    const { consumer } = this
    if (consumer === undefined) return
    if (!(await this.#insist('a replica cannot be filled yet', () => fillReplicas(this.#places())))) return
    const { subscriber } = this.#options
    const subscribe = () => subscriber!.subscribe(consumer.aggregates, (batch) => consumer.receive(batch))
    const end = subscriber && (await this.#insist('there is no subscription yet', subscribe))
    if (this.#stop.signal.aborted) return void (await end?.value())
    consumer.start()
    await this.#insist('rows that were there before cannot be checked yet', () => checkReferences(this.#places()))
    if (end === undefined) return
    this.#stop.signal.addEventListener('abort', () => void end.value())
  }

  async #runReconcile(): Promise<void> {
    const { reconcile: schedule, hooks } = this.#options
    if (schedule === undefined || this.description.replicas.length === 0) return
    for (;;) {
      await sleep(schedule.everySeconds * 1000, this.#stop.signal)
      if (this.#stop.signal.aborted) return
      try {
        for (const { aggregate, missing, extra } of await this.reconcile(schedule.waitMs)) {
          const facts = { replica: aggregate, missing: missing.length, extra: extra.length }
          const level = missing.length + extra.length > 0 ? 'warn' : 'info'
          hooks?.log?.(level, level === 'warn' ? 'keys were lost on the way, and mended' : 'a replica equals its source', facts) // prettier-ignore
        }
      } catch (error) {
        hooks?.log?.('error', 'replicas could not be compared with their sources', { error })
      }
    }
  }

  /** Tries until it succeeds or the service stops; `undefined` then. */
  async #insist<Value>(
    complaint: string,
    attempt: () => Promise<Value>,
  ): Promise<{ readonly value: Value } | undefined> {
    const backOff = new BackOff()
    while (!this.#stop.signal.aborted)
      try {
        return { value: await attempt() }
      } catch (error) {
        const wait = backOff.next()
        this.#options.hooks?.log?.('warn', complaint, { service: this.description.service, error, wait })
        await sleep(wait, this.#stop.signal)
      }
    return undefined
  }
}
