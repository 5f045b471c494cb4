import type { ClientBase } from 'pg'
import { quote } from '../database.ts'
import type { KeyEvent } from '../envelope.ts'
import type { ArrivedTransaction } from './inbox.ts'
import type { KeyState, KeyTexts } from './key-state.ts'
import { isNext, keyTexts } from './key-state.ts'
import type { Act } from './reduce-statement.ts'
import { reduceStatement } from './reduce-statement.ts'
import type { Replica } from './replica.ts'
import { takeBirths } from './take-births.ts'

/** States of the keys of one replica by subject, and which of them changed. */
interface Ledger {
  readonly states: Map<string, KeyState>
  readonly changed: Set<string>
}

/**
 * Replays transactions whole, in an order in which every key's past comes before it, inside the caller's database
 * transaction. Tells which were applied and which wait for something that did not arrive.
 */
export async function applyTransactions(
  client: ClientBase,
  replicas: ReadonlyMap<string, Replica>,
  transactions: readonly ArrivedTransaction[],
): Promise<{ applied: ArrivedTransaction[]; waiting: ArrivedTransaction[] }> {
  const taken = await takeBirths(client, replicas, transactions)
  const applied = [...taken]
  let waiting = transactions.filter((each) => !taken.has(each))
  if (waiting.length === 0) return { applied, waiting }
  const run = new Run(client, replicas)
  await run.lock(waiting)
  for (;;) {
    const still: ArrivedTransaction[] = []
    for (const transaction of waiting)
      if (run.isReady(transaction)) {
        await run.replay(transaction)
        applied.push(transaction)
      } else still.push(transaction)
    if (still.length === waiting.length) break
    waiting = still
  }
  await run.finish()
  return { applied, waiting }
}

class Run {
  readonly #client: ClientBase
  readonly #replicas: ReadonlyMap<string, Replica>
  readonly #ledgers = new Map<string, Ledger>()
  /** New keys of several transactions: inserts of distinct keys may be done together, whatever their order was. */
  readonly #newKeys = new Map<string, Act[]>()

  constructor(client: ClientBase, replicas: ReadonlyMap<string, Replica>) {
    this.#client = client
    this.#replicas = replicas
  }

  async lock(transactions: readonly ArrivedTransaction[]): Promise<void> {
    const keys = new Map<string, Map<string, KeyTexts>>()
    for (const event of transactions.flatMap(eventsOf)) {
      const replica = this.#replicas.get(event.aggregate)
      if (replica === undefined) continue
      const ofReplica = keys.get(event.aggregate) ?? new Map<string, KeyTexts>()
      keys.set(event.aggregate, ofReplica)
      if (!ofReplica.has(event.subject))
        ofReplica.set(event.subject, keyTexts(event.envelope.data.key, replica.description.columns))
    }
    // By name, so that two runs do not lock each other out.
    for (const [aggregate, ofReplica] of [...keys].toSorted(([a], [b]) => (a < b ? -1 : 1))) {
      const locked = await this.#replicas.get(aggregate)!.lock(this.#client, [...ofReplica.values()])
      const states = new Map([...ofReplica.keys()].map((subject, at) => [subject, locked[at]!]))
      this.#ledgers.set(aggregate, { states, changed: new Set() })
    }
  }

  /** Whether the past of every key is known. Later events of a transaction follow its own first ones. */
  isReady(transaction: ArrivedTransaction): boolean {
    const seen = new Set<string>()
    return eventsOf(transaction).every((event) => {
      const ledger = this.#ledgers.get(event.aggregate)
      const key = JSON.stringify([event.aggregate, event.subject])
      if (ledger === undefined || seen.has(key)) return true
      seen.add(key)
      return isNext(event, ledger.states.get(event.subject)!)
    })
  }

  async replay(transaction: ArrivedTransaction): Promise<void> {
    let acted = false
    for (const events of byStatement(eventsOf(transaction))) {
      const aggregate = events[0]!.aggregate
      const ledger = this.#ledgers.get(aggregate)
      if (ledger === undefined) continue
      const replica = this.#replicas.get(aggregate)!
      const { acts, follows } = reduceStatement(events, replica.description.columns, ledger.states)
      for (const event of events) ledger.changed.add(event.subject)
      if (follows.length === 0 && acts.every(({ act }) => act === 'insert')) {
        this.#newKeys.set(aggregate, [...(this.#newKeys.get(aggregate) ?? []), ...acts])
        continue
      }
      await this.#insertNewKeys()
      if (follows.length > 0) await this.#record()
      // First: another key of the same statement may take the place of one that left.
      for (const follow of follows) await replica.follow(this.#client, follow)
      await replica.replay(this.#client, acts)
      acted = true
    }
    if (acted) await this.#settleConstraints()
  }

  async finish(): Promise<void> {
    await this.#insertNewKeys()
    await this.#record()
  }

  async #insertNewKeys(): Promise<void> {
    for (const [aggregate, acts] of this.#newKeys) await this.#replicas.get(aggregate)!.replay(this.#client, acts)
    this.#newKeys.clear()
  }

  async #record(): Promise<void> {
    for (const [aggregate, { states, changed }] of this.#ledgers) {
      const facts = [...changed].map((subject) => states.get(subject)!)
      await this.#replicas.get(aggregate)!.record(this.#client, facts)
      changed.clear()
    }
  }

  /** What was deferred is checked before anything is recorded, as it was when the transaction committed there. */
  async #settleConstraints(): Promise<void> {
    await this.#client.query('SET CONSTRAINTS ALL IMMEDIATE')
    const deferred = [...this.#replicas.values()].flatMap(({ description }) => description.deferred)
    if (deferred.length > 0)
      await this.#client.query(`SET CONSTRAINTS ${deferred.map((names) => quote(...names)).join(', ')} DEFERRED`)
  }
}

function eventsOf(transaction: ArrivedTransaction): KeyEvent[] {
  return transaction.rows.map((row) => row.event)
}

/** Groups by statement and, within one, by what the events are of; both in the order in which they began. */
function byStatement(events: readonly KeyEvent[]): KeyEvent[][] {
  const groups = new Map<string, KeyEvent[]>()
  for (const event of events) {
    const key = JSON.stringify([event.statement, event.aggregate])
    const group = groups.get(key)
    if (group === undefined) groups.set(key, [event])
    else group.push(event)
  }
  return [...groups.values()].toSorted((a, b) => a[0]!.statement - b[0]!.statement)
}
