import type { Pool } from 'pg'
import type { Envelope } from '../../runtime/envelope.ts'
import type { ReferencingRows } from './referencing-rows.test-support.ts'

interface Kept {
  readonly envelope: Envelope
  readonly state: 'new' | 'waiting' | 'parked'
  readonly attempts: number
}

interface KnownKey {
  readonly epoch: string
  readonly incarnation: string
  readonly version: string
  readonly alive: boolean
  readonly successor: string | null
}

/** All that a transaction may change; values are not changed in place. */
interface Contents {
  readonly inbox: Map<string, Kept>
  readonly applied: Set<string>
  readonly states: Map<string, KnownKey>
  readonly replica: Set<string>
  readonly rows: ReferencingRows
}

const unknown: KnownKey = { epoch: '0', incarnation: '0', version: '0', alive: false, successor: null }
const nothing = { rows: [], rowCount: 0 }

/**
 * The referencing service's database, as far as a consumer asks it anything: it knows the consumer's statements by how
 * they begin, and the functions of one replica. A statement that it does not know is an error, so that this stays what
 * the consumer works with.
 */
export class ReferencingMemory {
  #now: Contents
  #before: Contents | undefined
  #left = Infinity
  #asked = 0

  constructor(
    rows: ReferencingRows,
    keys: ReadonlyMap<string, { readonly incarnation: bigint; readonly version: bigint }>,
  ) {
    const states = new Map([...keys].map(([key, { incarnation, version }]) => [key, { ...unknown, epoch: '1', incarnation: String(incarnation), version: String(version), alive: true }])) // prettier-ignore
    this.#now = { inbox: new Map(), applied: new Set(), states, replica: new Set(keys.keys()), rows }
  }

  get contents(): Readonly<Contents> {
    return this.#now
  }

  /** Every query after so many ends its connection; what was not committed is gone. */
  breakAfter(queries: number): void {
    this.#left = queries
  }

  /** As the consumer knows it. */
  get pool(): Pool {
    const query = async (text: string, values: readonly never[] = []) => this.#query(text, values)
    const client = { query, on() {}, off() {}, release() {} }
    return { query, connect: async () => client } as unknown as Pool
  }

  #query(text: string, values: readonly never[]): unknown {
    if (++this.#asked > 5_000) throw new Error('the consumer does not come to rest')
    if (this.#left-- <= 0) {
      this.#now = this.#before ?? this.#now
      this.#before = undefined
      throw new Error('Connection terminated on purpose')
    }
    if (text.startsWith('SELECT "home"."key_adopt"(')) return { rows: [{ answer: this.#adopt(values) }] }
    const call = /^SELECT \* FROM "home"\."key_(\w+)"/.exec(text)
    if (call !== null) return { rows: this.#call(call[1]!, values) }
    const known = statements.find(([start]) => text.startsWith(start))
    if (known === undefined) throw new Error(`the simulation does not know this statement: ${text}`)
    return this[known[1]](values) ?? nothing
  }

  ignore(): void {}

  begin(): void {
    const { inbox, applied, states, replica, rows } = this.#now
    this.#before = this.#now
    this.#now = { inbox: new Map(inbox), applied: new Set(applied), states: new Map(states), replica: new Set(replica), rows: rows.copy() } // prettier-ignore
  }

  commit(): void {
    this.checkReferences()
    this.#before = undefined
  }

  rollback(): void {
    this.#now = this.#before ?? this.#now
    this.#before = undefined
  }

  checkReferences(): void {
    for (const key of this.#now.rows.entries.values())
      if (key !== null && !this.#now.replica.has(key)) throw Object.assign(new Error(`an orphan: ${key}`), { code: '23503' }) // prettier-ignore
  }

  store([, , , , batch]: readonly string[]): void {
    for (const envelope of JSON.parse(batch!) as Envelope[]) {
      const { transaction, version } = envelope.data
      if (this.#now.applied.has(transaction.id) || this.#now.inbox.has(version)) continue
      this.#now.inbox.set(version, { envelope, state: 'new', attempts: 0 })
    }
  }

  read(): unknown {
    const kept = [...this.#now.inbox.values()].filter(({ state }) => state !== 'parked')
    kept.sort((a, b) => Number(a.envelope.data.version) - Number(b.envelope.data.version))
    return { rows: kept.map(({ envelope, attempts }) => ({ envelope, attempts })) }
  }

  findApplied([, , transactions]: readonly (readonly string[])[]): unknown {
    const rows = transactions!.flatMap((id, at) => (this.#now.applied.has(id) ? [{ place: at + 1 }] : []))
    return { rows }
  }

  removeApplied([, , transactions]: readonly (readonly string[])[]): void {
    for (const id of transactions!) this.#now.applied.add(id)
    for (const [version, { envelope }] of this.#now.inbox)
      if (transactions!.includes(envelope.data.transaction.id)) this.#now.inbox.delete(version)
  }

  markWaiting([, , transactions]: readonly (readonly string[])[]): void {
    this.#change((id) => transactions!.includes(id), (kept) => ({ ...kept, state: kept.state === 'new' ? 'waiting' : kept.state })) // prettier-ignore
  }

  countAttempt([, , transaction, by]: readonly (string | number)[]): void {
    this.#change(
      (id) => id === transaction,
      (kept) => ({ ...kept, attempts: kept.attempts + Number(by) }),
    )
  }

  park([, , transaction]: readonly string[]): unknown {
    this.#change(
      (id) => id === transaction,
      (kept) => ({ ...kept, state: 'parked' }),
    )
    return { rows: [{ attempts: 1, arrived: new Date(0) }] }
  }

  #change(which: (transaction: string) => boolean, to: (kept: Kept) => Kept): void {
    for (const [version, kept] of this.#now.inbox)
      if (which(kept.envelope.data.transaction.id)) this.#now.inbox.set(version, to(kept))
  }

  /** A function of the replica's. */
  #call(what: string, values: readonly never[]): unknown[] {
    const { states, replica, rows } = this.#now
    if (what === 'lock') return (values[0] as unknown as string[]).map((key, at) => this.#lock(key, at + 1))
    if (what === 'replay') this.#replay(values)
    else if (what === 'record') {
      const [keys, epochs, incarnations, versions, alives, successors] = values as unknown as [string[], string[], string[], string[], boolean[], (string | null)[]] // prettier-ignore
      for (const [at, key] of keys.entries())
        states.set(key, { epoch: epochs[at]!, incarnation: incarnations[at]!, version: versions[at]!, alive: alives[at]!, successor: successors[at]! }) // prettier-ignore
    } else if (what === 'learn') {
      const [keys, epochs, incarnations, versions] = values as unknown as string[][]
      const fresh = keys!.map((key, at) => [key, at] as const).filter(([key]) => (states.get(key) ?? unknown).version === '0') // prettier-ignore
      for (const [key, at] of fresh) {
        states.set(key, { epoch: epochs![at]!, incarnation: incarnations![at]!, version: versions![at]!, alive: true, successor: null }) // prettier-ignore
        this.#take(key)
      }
      return [{ learn: String(fresh.length) }]
    } else if (what === 'follow') {
      const [from, to] = values as unknown as [string, string]
      rows.keyChanged(from, to)
      replica.delete(from)
    } else if (what !== 'close') throw new Error(`the simulation has no function ${what}`)
    return []
  }

  /** As where key changes are followed. */
  #adopt([key, epoch, incarnation, version]: readonly string[]): string {
    const { states } = this.#now
    const state = states.get(key!) ?? unknown
    if (BigInt(state.version) >= BigInt(version!)) return state.alive ? 'known' : 'dead'
    const isNewLife = BigInt(state.incarnation) < BigInt(incarnation!)
    if (state.alive && isNewLife) return 'behind'
    if (!state.alive || isNewLife) this.#take(key!)
    states.set(key!, { epoch: epoch!, incarnation: incarnation!, version: version!, alive: true, successor: null })
    return 'adopted'
  }

  #lock(key: string, place: number) {
    const { states } = this.#now
    if (!states.has(key)) states.set(key, unknown)
    const { successor, ...facts } = states.get(key)!
    return { place, ...facts, successor: [successor] }
  }

  /** As one MERGE: rows first, one by one, and after it what the foreign key does, in the same order. */
  #replay([acts, olds, news]: readonly (readonly string[])[]): void {
    const { replica, rows } = this.#now
    const after: (() => void)[] = []
    for (const [at, act] of acts!.entries()) {
      const [from, to] = [olds![at]!, news![at]!]
      if (act === 'insert') this.#take(to)
      else if (replica.delete(from)) {
        if (act === 'change') this.#take(to)
        after.push(() => (act === 'change' ? rows.keyChanged(from, to) : rows.keyDeleted(from)))
      }
    }
    for (const each of after) each()
  }

  #take(key: string): void {
    if (this.#now.replica.has(key)) throw Object.assign(new Error(`a second ${key}`), { code: '23505' })
    this.#now.replica.add(key)
  }
}

type Answering = 'ignore' | 'begin' | 'commit' | 'rollback' | 'checkReferences' | 'store' | 'read' | 'findApplied' | 'removeApplied' | 'markWaiting' | 'countAttempt' | 'park' // prettier-ignore

const statements: readonly (readonly [start: string, answer: Answering])[] = [
  ['BEGIN', 'begin'],
  ['COMMIT', 'commit'],
  ['ROLLBACK', 'rollback'],
  ['SET LOCAL', 'ignore'],
  ['SET CONSTRAINTS ALL IMMEDIATE', 'checkReferences'],
  ['SELECT pg_advisory_xact_lock', 'ignore'],
  // No tombstone is forgotten here.
  ['SELECT service, epoch, mark FROM "home"."source"', 'ignore'],
  ['WITH stored AS', 'store'],
  ['SELECT i.envelope, i.attempts', 'read'],
  ['SELECT g.place::int AS place', 'findApplied'],
  ['WITH remembered AS', 'removeApplied'],
  [`UPDATE "home"."inbox" AS i SET state = 'waiting'`, 'markWaiting'],
  ['UPDATE "home"."inbox" SET attempts = attempts + $4', 'countAttempt'],
  ['WITH parked AS', 'park'],
]
