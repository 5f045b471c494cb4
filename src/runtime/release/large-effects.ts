import type { ClientBase } from 'pg'
import type { KeyDesk, PlacedRows } from './key-desk.ts'
import type { Ask } from './release-message.ts'
import type { ReleasePace } from './release-worker-pace.ts'

/** Places that are found at once, so that rows which were taken before are not walked over for each transaction. */
const found = 50_000
/** Rows of the first transaction, while it is not known how long they take; and the fewest, however long. */
const [first, fewest] = [1000, 100]
/** Effects whose places are kept; of others they are found again. */
const kept = 8

/** The part of a key's functions that takes rows. */
type EffectDesk = Pick<KeyDesk, 'listSome' | 'actOnSome'>
type EffectPace = Pick<ReleasePace, 'rows' | 'batch' | 'share'>

interface OpenEffect extends PlacedRows {
  readonly release: string
  /** The first place when they were found, and at how many so far there was a row. */
  readonly from: string
  readonly touched: number
}

/**
 * Takes the rows of effects that are too large for one transaction, some at a time, and rests in between. It keeps nothing that
 * matters: another one finds what is left.
 */
export class LargeEffects {
  readonly #pace: EffectPace
  readonly #open = new Map<string, OpenEffect>()
  #size: number
  /** When it may go on, by the clock of `performance`. */
  #until = 0

  constructor(pace: EffectPace) {
    this.#pace = pace
    this.#size = Math.min(first, pace.rows)
  }

  /** Milliseconds that it still rests. */
  get rest(): number {
    return Math.max(0, this.#until - performance.now())
  }

  /** Releases whose effects rest. */
  resting(): readonly string[] {
    return this.rest === 0 ? [] : [...this.#open.values()].map(({ release }) => release)
  }

  /** Does some of what the end of a key does; false where what is left may go with the key. */
  async actOnSome(desk: EffectDesk, client: ClientBase, ask: Pick<Ask, 'id' | 'key' | 'attempt'>): Promise<boolean> {
    const name = JSON.stringify([ask.key, ask.attempt])
    const began = performance.now()
    const effect = this.#open.get(name) ?? (await this.#find(desk, client, ask))
    this.#open.delete(name)
    if (effect === undefined) return false
    const places = effect.places.slice(0, this.#size)
    const touched = effect.touched + (await desk.actOnSome(client, [ask.attempt], { ...effect, places }))
    const others = effect.places.slice(places.length)
    const next = others.length > 0 ? { ...effect, places: others, touched } : await this.#find(desk, client, ask)
    this.#took(performance.now() - began, places.length)
    // Rows that are kept by a trigger are met by the key's end.
    const isStuck = others.length === 0 && touched === 0 && next?.from === effect.from
    if (next !== undefined && !isStuck) this.#keep(name, next)
    return !isStuck
  }

  /** As many rows fit as take the time that was told; then the others have theirs. */
  #took(ms: number, acted: number): void {
    const { rows, batch, share } = this.#pace
    const fitting = Math.round((acted * batch) / Math.max(ms, 1))
    // What was left over says little of many rows.
    if (acted === this.#size || ms > batch)
      this.#size = Math.max(Math.min(fitting, 2 * this.#size, rows), Math.min(fewest, rows))
    this.#until = performance.now() + ms * (1 / share - 1)
  }

  async #find(desk: EffectDesk, client: ClientBase, { id, attempt }: Pick<Ask, 'id' | 'attempt'>) {
    const rows = await desk.listSome(client, [attempt], this.#size, Math.max(found, this.#size + 1))
    return rows && { ...rows, release: id, from: rows.places[0]!, touched: 0 }
  }

  #keep(name: string, effect: OpenEffect): void {
    this.#open.set(name, effect)
    const [oldest] = this.#open.keys()
    if (this.#open.size > kept) this.#open.delete(oldest!)
  }
}
