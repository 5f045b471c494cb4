import { setTimeout as sleep } from 'node:timers/promises'
import type { Kysely } from 'kysely'
import type { RunningSplit } from './running-split.test-support.ts'

/** Relations whose references to `people.person(login)` the code of their services guards. */
export interface GuardedTables {
  'mail.letter': { id: number; receiver: string }
  'shop.invoice': { id: number; payer: string }
  'shop.basket': { id: number; owner: string }
}

export interface ReleaseRaceOutcome {
  /** Guarded writes that stayed, and that were refused, for good or for now. */
  readonly written: number
  readonly turnedAway: number
  /** Keys that went, and that stayed because of a row. */
  readonly released: number
  readonly refused: number
  /** What else came of writes and releases. */
  readonly other: readonly string[]
  /** Rows at rest whose key does not exist. */
  readonly orphans: readonly string[]
}

const references = [
  ['mail', 'mail.letter', 'receiver'],
  ['shop', 'shop.invoice', 'payer'],
  ['shop', 'shop.basket', 'owner'],
] as const
const lanes = 8

/** Every one of so many keys has a release, and writers whose transactions begin and end before, in or after it, as chance has it. */
export async function raceReleases(split: RunningSplit, keys: number, seed: number): Promise<ReleaseRaceOutcome> {
  const race = new ReleaseRace(split, seed)
  const logins = Array.from({ length: keys }, (_, at) => `r${at}`)
  await split.query('people', `INSERT INTO people.person VALUES ${logins.map((login) => `('${login}')`).join(', ')}`)
  await Promise.all(
    Array.from({ length: lanes }, (_, lane) => race.run(logins.filter((__, at) => at % lanes === lane))),
  )
  await split.atRest()
  return race.judge()
}

class ReleaseRace {
  readonly #split: RunningSplit
  readonly #databases: ReadonlyMap<string, Kysely<GuardedTables>>
  readonly #counts = { written: 0, turnedAway: 0, released: 0, refused: 0 }
  readonly #other: string[] = []
  #state: number
  #rows = 0
  /** Milliseconds that a release takes here, so that writers meet one however busy the machine is. */
  #usual = 100

  constructor(split: RunningSplit, seed: number) {
    this.#split = split
    this.#state = seed
    this.#databases = new Map(['mail', 'shop'].map((service) => [service, split.guarded<GuardedTables>(service)]))
  }

  async run(logins: readonly string[]): Promise<void> {
    for (const login of logins) {
      // Of most keys one service writes at most, or hardly one would go.
      const writers = references.filter(() => this.#random() < 0.4)
      await Promise.all([this.#release(login), ...writers.map((reference) => this.#write(reference, login))])
    }
  }

  async judge(): Promise<ReleaseRaceOutcome> {
    const alive = new Set((await this.#split.query('people', 'SELECT login FROM people.person')).flat())
    const orphans: string[] = []
    for (const [service, relation, column] of references)
      for (const [login] of await this.#split.query(service, `SELECT ${column} FROM ${relation}`))
        if (!alive.has(login)) orphans.push(`${relation} names ${String(login)}`)
    return { ...this.#counts, other: this.#other, orphans }
  }

  async #release(login: string): Promise<void> {
    await sleep(this.#random() * this.#usual)
    const began = Date.now()
    const { outcome } = await this.#split.release('people', 'person_login', [login])
    this.#usual = (this.#usual + Date.now() - began) / 2
    if (outcome === 'released' || outcome === 'refused') this.#counts[outcome]++
    else this.#other.push(outcome)
  }

  async #write([service, relation, column]: (typeof references)[number], login: string): Promise<void> {
    const row = { id: 1_000_000 + this.#rows++, [column]: login } as never
    await sleep(this.#random() * 1.4 * this.#usual)
    try {
      await this.#databases.get(service)!.transaction().execute(async (transaction) => {
        await transaction.insertInto(relation).values(row).execute()
        await sleep((this.#random() * this.#usual) / 2)
      }) // prettier-ignore
      this.#counts.written++
    } catch (error) {
      const { code = String(error) } = error as { code?: string }
      if (code === '23503' || code === '40001') this.#counts.turnedAway++
      else this.#other.push(code)
    }
  }

  /** The same for the same seed; what the operating system makes of it is not. */
  #random(): number {
    this.#state = (this.#state * 48271) % 2147483647
    return this.#state / 2147483647
  }
}
