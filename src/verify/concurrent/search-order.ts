import type { Rows } from '../histories/read-rows.ts'
import type { Difference } from '../replay/difference.ts'
import type { OriginalSide } from '../replay/original-side.ts'
import type { Outcome } from '../replay/outcome.ts'
import { isSameOutcome } from '../replay/outcome.ts'
import { isOneOfSeveral } from '../replay/replay-transaction.ts'
import type { SentTransaction } from './round.ts'

/** Transactions that are to be put in one order. */
export interface OrderQuestion {
  readonly transactions: readonly SentTransaction[]
  readonly mustPrecede: (first: SentTransaction, second: SentTransaction) => boolean
  /** Where it probably stands: smaller ones are tried first. */
  readonly guess: (transaction: SentTransaction) => number
  /** What is different at the end of an order; undefined where it explains everything. */
  readonly compare: (rows: Rows) => Difference | undefined
  /** Transactions that may be tried. */
  readonly steps: number
  /** By `Date.now`: no longer than until then. */
  readonly until: number
}

/** An order that goes far, and what one database says that the services did not. */
export interface NearMiss {
  readonly order: readonly SentTransaction[]
  /** Where it ends: this one would have been answered otherwise; undefined: only the rows are different. */
  readonly next: SentTransaction | undefined
  readonly difference: Difference
}

export interface OrderAnswer {
  /** The accepted ones in an order that explains everything; what they do stands in the database with the keys. */
  readonly order: readonly SentTransaction[] | undefined
  /** No order was found, and there may be one. */
  readonly ranOut: boolean
  /** Transactions that were tried. */
  readonly steps: number
  readonly nearest: NearMiss | undefined
}

/**
 * Looks for an order in which one database with its keys gives every transaction the answer that it got, and ends with the
 * same rows. Nothing that may be tried first is left out: where it answers that there is none, there is none.
 */
export async function searchOrder(original: OriginalSide, question: OrderQuestion): Promise<OrderAnswer> {
  const search = new OrderSearch(original, question)
  const isFound = await search.from()
  const { order, steps, ranOut, nearest } = search
  return { order: isFound ? order.filter(({ outcome }) => outcome === null) : undefined, ranOut, steps, nearest }
}

class OrderSearch {
  readonly order: SentTransaction[] = []
  steps = 0
  ranOut = false
  nearest: NearMiss | undefined
  readonly #original: OriginalSide
  readonly #question: OrderQuestion
  /** As they are tried. */
  readonly #all: readonly SentTransaction[]
  readonly #before: ReadonlyMap<SentTransaction, readonly SentTransaction[]>
  readonly #done = new Set<SentTransaction>()
  /** What was done and came to which rows, where nothing leads on. */
  readonly #dead = new Set<string>()

  constructor(original: OriginalSide, question: OrderQuestion) {
    this.#original = original
    this.#question = question
    this.#all = question.transactions.toSorted((a, b) => question.guess(a) - question.guess(b))
    this.#before = new Map(this.#all.map((each) => [each, this.#all.filter((other) => other !== each && question.mustPrecede(other, each))])) // prettier-ignore
  }

  /** Whether what is left can follow what was done. */
  async from(): Promise<boolean> {
    const length = this.order.length
    await this.#passRefused()
    if (this.#done.size === this.#all.length && (await this.#isEnd())) return true
    const here = this.steps > this.#all.length ? await this.#describe() : undefined
    if (here === undefined || !this.#dead.has(here))
      for (const next of this.#open().filter(({ outcome }) => outcome === null)) {
        if ((await this.#try(next)) !== null) continue
        this.#push(next)
        if (await this.from()) return true
        this.#popTo(this.order.length - 1)
        await this.#original.takeBack()
        if (this.ranOut) return false
      }
    this.#dead.add(here ?? (await this.#describe()))
    this.#popTo(length)
    return false
  }

  /** What is refused as it was changes nothing: it can stand here whatever follows. */
  async #passRefused(): Promise<void> {
    for (let moved = true; moved;) {
      moved = false
      for (const next of this.#open().filter(({ outcome }) => outcome !== null)) {
        const outcome = await this.#try(next)
        if (outcome === null) await this.#original.takeBack()
        else if (await this.#isSame(next, outcome)) {
          this.#push(next)
          moved = true
        } else this.#noteVerdict(next, outcome)
      }
    }
  }

  async #isEnd(): Promise<boolean> {
    const difference = this.#question.compare(await this.#original.rows())
    if (difference === undefined) return true
    this.#note(undefined, difference)
    return false
  }

  #open(): SentTransaction[] {
    if (this.ranOut) return []
    return this.#all.filter((each) => !this.#done.has(each) && this.#before.get(each)!.every((other) => this.#done.has(other))) // prettier-ignore
  }

  async #try(next: SentTransaction): Promise<Outcome> {
    this.steps++
    this.ranOut ||= this.steps >= this.#question.steps || Date.now() >= this.#question.until
    const outcome = await this.#original.try(next.operations)
    if ((outcome === null) !== (next.outcome === null)) this.#noteVerdict(next, outcome)
    return outcome
  }

  async #isSame({ operations, outcome }: SentTransaction, right: Outcome): Promise<boolean> {
    return isSameOutcome(right, outcome) || isOneOfSeveral(this.#original, operations, right, outcome)
  }

  #note(next: SentTransaction | undefined, difference: Difference): void {
    if (this.nearest !== undefined && this.nearest.order.length >= this.order.length) return
    this.nearest = { order: [...this.order], next, difference }
  }

  #noteVerdict(next: SentTransaction, outcome: Outcome): void {
    this.#note(next, { kind: 'verdict', service: next.service, original: outcome, split: next.outcome })
  }

  async #describe(): Promise<string> {
    const done = this.#all.map((each) => (this.#done.has(each) ? 'x' : '-')).join('')
    return `${done} ${JSON.stringify([...(await this.#original.rows())])}`
  }

  #push(next: SentTransaction): void {
    this.order.push(next)
    this.#done.add(next)
  }

  #popTo(length: number): void {
    while (this.order.length > length) this.#done.delete(this.order.pop()!)
  }
}
