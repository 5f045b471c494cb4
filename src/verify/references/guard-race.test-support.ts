import { setTimeout as sleep } from 'node:timers/promises'
import type { Kysely } from 'kysely'
import { sql } from 'kysely'
import type { Envelope, ExistencePort } from '../../runtime/index.ts'
import type * as ours from '../../runtime/index.ts'
import { Relay } from '../../runtime/index.ts'
import type { ScratchServer } from '../scratch/scratch-server.ts'
import type { GuardedTables } from './guard-rules.test-support.ts'
import { guard, makeGuardedSystem } from './guard-rules.test-support.ts'
import { askDirectly, openGuarded } from './guarded-database.test-support.ts'
import type { SplitSystem } from './split-system.test-support.ts'
import { rowsOf } from './split-system.test-support.ts'

/** What a race may be run with: mistakes in the SQL of the referencing side, or in the runtime. */
export interface RaceOptions {
  readonly keys: number
  readonly seed: number
  readonly mutate?: (sql: string) => string
  readonly runtime?: typeof ours
}

export interface RaceOutcome {
  /** Guarded writes that were tried, and that stayed. */
  readonly tried: number
  readonly written: number
  /** Refusals by SQLSTATE. */
  readonly refused: Readonly<Record<string, number>>
  /** Keys that rows name at rest although they do not exist. */
  readonly orphans: readonly number[]
  /** Rows at rest of another life of their key than the one that is. */
  readonly outlived: readonly number[]
  /** Rows that were checked against the life that is, and are gone. */
  readonly lost: readonly number[]
}

/**
 * Every key has two writers, who ask, wait and write; a deleter; sometimes one who makes it anew. Answers, transactions
 * and events take their time, events come in any order and some of them twice, and tombstones are forgotten in between:
 * the steps of the model's variants C0 to C4, and A0 to A2 where a key has a second life.
 */
export async function runRace(server: ScratchServer, options: RaceOptions): Promise<RaceOutcome> {
  const system = await makeGuardedSystem(server, options.mutate)
  try {
    return await new Race(system, options).run()
  } finally {
    await system.stop()
  }
}

class Race {
  readonly #system: SplitSystem
  readonly #options: RaceOptions
  readonly #held: Envelope[] = []
  readonly #checked: { readonly row: number; readonly key: number; readonly incarnation: string | null }[] = []
  readonly #refused: Record<string, number> = {}
  #tried = 0
  #state: number
  #ended = false
  /** How often what was on its way was given and applied. */
  #cycles = 0
  readonly #waiting: (() => void)[] = []

  constructor(system: SplitSystem, options: RaceOptions) {
    this.#system = system
    this.#options = options
    this.#state = options.seed
  }

  async run(): Promise<RaceOutcome> {
    const { referenced } = this.#system
    const keys = Array.from({ length: this.#options.keys }, (_, at) => at + 1)
    await referenced.query('INSERT INTO playwright SELECT unnest($1::int[])', [keys])
    // Some keys are known when it begins, others are told of while it runs.
    if (this.#random() < 0.7) await this.#system.settle()
    const deliveries = this.#deliver()
    const lanes = 10
    await Promise.all(Array.from({ length: lanes }, (_, lane) => this.#lane(keys.filter((each) => each % lanes === lane)))) // prettier-ignore
    this.#ended = true
    await deliveries
    await this.#system.consumer.drain()
    return this.#judge()
  }

  async #lane(keys: readonly number[]): Promise<void> {
    const db = this.#open()
    try {
      for (const each of keys) await Promise.all([this.#write(db, each), this.#write(db, each), this.#live(each)])
    } finally {
      await db.destroy()
    }
  }

  #open(): Kysely<GuardedTables> {
    const port = askDirectly(this.#system)
    const slow: ExistencePort = {
      find: async (aggregate, asked) => {
        const found = await port.find(aggregate, asked)
        // An answer takes its time, in which the key may go, its end be applied, and its tombstone be forgotten.
        await this.#pause([3, 1, 3])
        return found
      },
    }
    return openGuarded<GuardedTables>(this.#system, [guard], slow, this.#options.runtime)
  }

  async #write(db: Kysely<GuardedTables>, id: number): Promise<void> {
    this.#tried++
    await this.#pause([20, 1])
    try {
      const row = await db.transaction().execute(async (trx) => {
        const written = await trx.insertInto('public.script').values({ playwright_id: id, incarnation: null }).returning('id').executeTakeFirstOrThrow() // prettier-ignore
        // The life that the row belongs to is the one that is held.
        const life = { incarnation: sql<string>`life_of(${id})` }
        const { incarnation } = await trx.updateTable('public.script').set(life).where('id', '=', written.id).returning('incarnation').executeTakeFirstOrThrow() // prettier-ignore
        // Whoever waits for its locks ends no cycle.
        await this.#within(60, [3, 1])
        return { row: written.id, key: id, incarnation }
      })
      this.#checked.push(row)
    } catch (error) {
      const { code = String(error) } = error as { code?: string }
      this.#refused[code] = (this.#refused[code] ?? 0) + 1
    }
  }

  async #live(id: number): Promise<void> {
    const { referenced } = this.#system
    await this.#pause([10, 1])
    await referenced.query('DELETE FROM playwright WHERE id = $1', [id])
    if (this.#random() < 0.4) return
    await this.#pause([5, 1, 2])
    await referenced.query('INSERT INTO playwright VALUES ($1)', [id])
  }

  /** Relays into the hand, and gives out of it in any order; what is given may be given again. */
  async #deliver(): Promise<void> {
    const { referenced, consumer } = this.#system
    const transport = { publish: async (batch: readonly Envelope[]) => void this.#held.push(...batch) }
    const relay = new Relay({
      pool: referenced,
      home: 'fountain_split',
      service: 'playwrights',
      transport,
      mode: 'skip-locked',
    })
    for (let last = false; !last || this.#held.length > 0;) {
      last = this.#ended
      await relay.drain()
      const lot = this.#held.filter(() => this.#ended || this.#random() < 0.6)
      const rest = this.#held.filter((each) => !lot.includes(each))
      const again = lot.filter(() => this.#random() < 0.2)
      this.#held.splice(0, Infinity, ...rest)
      await consumer.receive([...lot, ...again].toSorted(() => this.#random() - 0.5))
      await consumer.apply()
      if (rest.length === 0) await this.#forget()
      this.#cycles++
      for (const resume of this.#waiting.splice(0)) resume()
    }
  }

  /** Every event up to the newest that is known was applied, as nothing is on its way. */
  async #forget(): Promise<void> {
    const { referencing } = this.#system
    const left = await rowsOf(referencing, 'SELECT FROM fountain_split.inbox LIMIT 1')
    if (left.length > 0) return
    await referencing.query(
      `SELECT fountain_split.playwrights_playwright_id_forget(1, coalesce(max(version), 0)) FROM fountain_split.playwrights_playwright_id_state WHERE NOT alive`,
    )
  }

  async #judge(): Promise<RaceOutcome> {
    const { referenced, referencing } = this.#system
    const alive = new Map((await rowsOf(referenced, 'SELECT key1, incarnation FROM fountain_split.playwright_id_register WHERE alive')) as [number, string][]) // prettier-ignore
    const rows = (await rowsOf(referencing, 'SELECT id, playwright_id, incarnation FROM script ORDER BY id')) as [number, number, string][] // prettier-ignore
    const left = new Set(rows.map(([id]) => id))
    return {
      tried: this.#tried,
      written: this.#checked.length,
      refused: this.#refused,
      orphans: rows.filter(([, named]) => !alive.has(named)).map(([, named]) => named),
      outlived: rows.filter(([, named, life]) => alive.has(named) && alive.get(named) !== life).map(([id]) => id),
      lost: this.#checked.filter(({ row, key: named, incarnation }) => alive.get(named) === incarnation && !left.has(row)).map(({ row }) => row), // prettier-ignore
    }
  }

  /** The same for the same seed; what the operating system makes of it is not. */
  #random(): number {
    this.#state = (this.#state * 48271) % 2147483647
    return this.#state / 2147483647
  }

  /** One of these, by chance: milliseconds at most, or so many cycles of events and more. */
  async #pause([most, ...cycles]: readonly number[]): Promise<void> {
    const chosen = Math.floor(this.#random() * (cycles.length + 1))
    if (chosen === 0) return void (await sleep(this.#random() * most!))
    const until = this.#cycles + cycles[chosen - 1]! + 1
    while (this.#cycles < until && !this.#ended) await new Promise<void>((resume) => this.#waiting.push(resume))
  }

  async #within(milliseconds: number, pauses: readonly number[]): Promise<void> {
    await Promise.race([sleep(milliseconds), this.#pause(pauses)])
  }
}
