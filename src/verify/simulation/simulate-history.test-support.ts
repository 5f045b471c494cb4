import type { Consumer, ConsumerOptions, Envelope } from '../../runtime/index.ts'
import { readThrough } from '../../runtime/read-through.ts'
import { wrapTransactions } from '../../runtime/relay/outbox-rows.ts'
import { MemoryTransport } from '../../runtime/transport/memory-transport.ts'
import { SeededRandom } from '../histories/seeded-random.ts'
import { aggregate, ReferencedMemory } from './referenced-memory.test-support.ts'
import { ReferencingMemory } from './referencing-memory.test-support.ts'
import type { RowAction } from './referencing-rows.test-support.ts'
import { ReferencingRows } from './referencing-rows.test-support.ts'

/** The runtime that is tried. */
export interface SimulatedRuntime {
  readonly Consumer: new (options: ConsumerOptions) => Consumer
}

const replica = { aggregate, home: 'home', name: 'key', columns: ['id'], deferred: [] }
const actions: readonly RowAction[] = ['cascade', 'set null']

/**
 * One history of a key between two services, all of it in memory and made of a seed: what the referenced side writes, what
 * becomes of its events on the way, where the consumer ends, and rows that come to refer meanwhile. Tells what is not as
 * it would be in one database; undefined where all is.
 */
export async function simulateHistory(seed: number, runtime: SimulatedRuntime): Promise<string | undefined> {
  const history = new SimulatedHistory(new SeededRandom(seed), runtime)
  try {
    await history.run()
    return history.flaw()
  } finally {
    await history.end()
  }
}

class SimulatedHistory {
  readonly #random: SeededRandom
  readonly #runtime: SimulatedRuntime
  readonly #referenced = new ReferencedMemory()
  readonly #referencing: ReferencingMemory
  /** By row: the key that it named when it came, and the version of that. */
  readonly #named = new Map<number, readonly [key: string, version: bigint]>()
  readonly #onTheWay: Envelope[] = []
  readonly #arrived: Envelope[] = []
  #transport = new MemoryTransport()
  #unsubscribe: (() => Promise<void>) | undefined
  #consumer!: Consumer

  constructor(random: SeededRandom, runtime: SimulatedRuntime) {
    this.#random = random
    this.#runtime = runtime
    this.#referenced.begin()
    for (let key = 1; key <= 1 + random.below(4); key++) this.#referenced.insert(String(key))
    this.#referenced.takeOutbox()
    const rows = new ReferencingRows(random.pick(actions), random.pick(actions))
    this.#referencing = new ReferencingMemory(rows, this.#referenced.register)
  }

  async run(): Promise<void> {
    const random = this.#random
    await this.#start()
    for (let count = 1 + random.below(5); count > 0; count--) {
      this.#refer()
      this.#write()
      if (random.chance(0.4)) await this.#adopt()
      for (let moves = random.below(3); moves > 0; moves--) await this.#move()
    }
    while (this.#onTheWay.length > 0) await this.#arrive()
    await this.#consumer.drain()
  }

  flaw(): string | undefined {
    const { inbox, replica, states, rows } = this.#referencing.contents
    if (inbox.size > 0) return `left in the inbox: ${[...inbox.values()].map(({ state, envelope }) => `${state} ${envelope.type} ${envelope.subject}`).join(', ')}` // prettier-ignore
    const alive = this.#referenced.alive.sort().join()
    if ([...replica].sort().join() !== alive) return `the replica has ${[...replica].sort().join()}, not ${alive}`
    for (const [key, { version, incarnation, alive: lives }] of this.#referenced.register) {
      const known = states.get(key)
      if (known?.version !== String(version) || known.incarnation !== String(incarnation) || known.alive !== lives)
        return `of key ${key} is known ${JSON.stringify(known)}, not version ${version}`
    }
    for (const [id, [key, version]] of this.#named) {
      const [found, wanted] = [rows.entries.get(id), this.#referenced.follow(key, version, rows)]
      if (found !== wanted) return `row ${id}, which named ${key}, names ${found}, not ${wanted} (ON DELETE ${rows.onDelete} ON UPDATE ${rows.onUpdate})` // prettier-ignore
    }
    return undefined
  }

  async end(): Promise<void> {
    await this.#unsubscribe?.()
  }

  async #start(): Promise<void> {
    await this.#unsubscribe?.()
    const consumer = new this.#runtime.Consumer({ home: 'home', replicas: [replica], pool: this.#referencing.pool })
    this.#unsubscribe = await this.#transport.subscribe(consumer.aggregates, (batch) => consumer.receive(batch))
    this.#consumer = consumer
  }

  /** Rows come that name keys which the replica has. */
  #refer(): void {
    for (const key of this.#referencing.contents.replica) if (this.#random.chance(0.6)) this.#insertRow(key)
  }

  /**
   * A row comes that names a key whose events may not have come: the referenced side is asked. Not where the documentation
   * names a limit: where a life of the key that nobody heard of yet was what another key became, and is over.
   */
  async #adopt(): Promise<void> {
    const { alive, register } = this.#referenced
    if (alive.length === 0) return
    const key = this.#random.pick(alive)
    const known = BigInt(this.#referencing.contents.states.get(key)?.version ?? 0)
    if (this.#referenced.becameBetween(key, known)) return
    const { incarnation, version } = register.get(key)!
    const facts = { epoch: '1', incarnation: String(incarnation), version: String(version) }
    const client = await this.#referencing.pool.connect()
    const answer = await readThrough(client, replica, { find: async () => facts as never }, [key])
    if (answer === 'adopted' || answer === 'known') this.#insertRow(key)
  }

  #insertRow(key: string): void {
    const { states, rows } = this.#referencing.contents
    const id = this.#named.size + 1
    rows.insert(id, key)
    this.#named.set(id, [key, BigInt(states.get(key)!.version)])
  }

  /** A transaction of the referenced side. */
  #write(): void {
    const referenced = this.#referenced
    referenced.begin()
    for (let statements = 1 + this.#random.below(3); statements > 0; statements--) {
      referenced.beginStatement()
      this.#writeStatement()
    }
    this.#onTheWay.push(...wrapTransactions('people', referenced.takeOutbox()))
  }

  #writeStatement(): void {
    const [random, referenced] = [this.#random, this.#referenced]
    const held = referenced.alive.filter((key) => this.#isAhead(key))
    const alive = referenced.alive.map(Number).sort((a, b) => a - b)
    const free = Array.from({ length: 12 }, (_, at) => at + 1)
      .filter((key) => !alive.includes(key))
      .slice(0, 4)
    const ending = alive.filter((key) => !held.includes(String(key)))
    const kind = random.below(held.length > 0 ? 3 : 5)
    if (kind === 0)
      for (const key of random.shuffled(free).slice(0, 1 + random.below(2))) referenced.insert(String(key))
    else if (kind === 1)
      for (const key of random.shuffled(ending).slice(0, 1 + random.below(2))) referenced.delete(String(key)) // prettier-ignore
    else if (kind === 2 && ending.length > 0 && free.length > 0)
      referenced.change(String(random.pick(ending)), String(random.pick(free))) // prettier-ignore
    // UPDATE … SET id = id + 1, and - 1: the order in which no key meets another.
    else if (kind === 3) for (const key of alive.toReversed()) referenced.change(String(key), String(key + 1))
    else if (kind === 4 && (alive[0] ?? 0) > 1) for (const key of alive) referenced.change(String(key), String(key - 1))
  }

  /** Read through, while the event that tells of it has not been applied: the other half of the limit. */
  #isAhead(key: string): boolean {
    const { states, inbox } = this.#referencing.contents
    const version = String(this.#referenced.register.get(key)!.version)
    const isTold = !inbox.has(version) && this.#onTheWay.every(({ data }) => data.version !== version)
    return states.get(key)?.version === version && !isTold
  }

  async #move(): Promise<void> {
    const { contents } = this.#referencing
    const kind = this.#random.below(5)
    if (kind <= 1) await this.#arrive()
    else if (kind === 2) await this.#consumer.apply()
    else if (kind === 3 && contents.inbox.size > 0) await this.#break()
    else if (this.#arrived.length > 0) await this.#transport.publish(this.#some(this.#arrived))
  }

  /** Some of what is on its way, in any order; some of it stays on its way, and comes again. */
  async #arrive(): Promise<void> {
    const lot = this.#random.chance(0.5) ? this.#onTheWay.slice(0, 4) : this.#some(this.#onTheWay)
    const again = lot.filter(() => this.#random.chance(0.15))
    const gone = new Set(lot.filter((each) => !again.includes(each)))
    const left = this.#onTheWay.filter((each) => !gone.has(each))
    this.#onTheWay.splice(0, this.#onTheWay.length, ...left)
    this.#arrived.push(...gone)
    await this.#transport.publish(lot)
    if (this.#random.chance(0.5)) await this.#consumer.apply()
  }

  #some(envelopes: readonly Envelope[]): Envelope[] {
    return this.#random.shuffled(envelopes).slice(0, 1 + this.#random.below(4))
  }

  /** The consumer, or only its connections, end in the middle of its work. */
  async #break(): Promise<void> {
    this.#referencing.breakAfter(this.#random.below(14))
    await this.#consumer.apply().catch(() => {})
    this.#referencing.breakAfter(Infinity)
    if (this.#random.chance(0.5)) await this.#start()
  }
}
