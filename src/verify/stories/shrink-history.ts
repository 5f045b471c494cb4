import type { HistoryStep, HistoryTransaction, Operation } from '../histories/history.ts'
import { isFault } from '../histories/history.ts'

/** Tells whether a history still shows what is wrong; its steps up to the one where it showed. */
export type Shows = (history: readonly HistoryStep[]) => Promise<readonly HistoryStep[] | undefined>

/**
 * Takes away what is not needed to show it: transactions and faults, many at a time and then one by one, then statements,
 * rows and values. Ends when nothing more can go, or after so many attempts.
 */
export async function shrinkHistory(
  history: readonly HistoryStep[],
  shows: Shows,
  attempts = 300,
): Promise<readonly HistoryStep[]> {
  const search = new Search(history, shows, attempts)
  await search.run()
  return search.best
}

class Search {
  best: readonly HistoryStep[]
  readonly #shows: Shows
  #left: number

  constructor(history: readonly HistoryStep[], shows: Shows, attempts: number) {
    this.best = history
    this.#shows = shows
    this.#left = attempts
  }

  async run(): Promise<void> {
    for (let size = Math.ceil(this.best.length / 2); size > 0; size = size === 1 ? 0 : Math.ceil(size / 2))
      await this.#dropSteps(size)
    for (let before = ''; before !== JSON.stringify(this.best) && this.#left > 0;) {
      before = JSON.stringify(this.best)
      await this.#simplify()
      await this.#dropSteps(1)
    }
  }

  /** From the end: what is late depends on what is early. The last one is where it shows. */
  async #dropSteps(size: number): Promise<void> {
    for (let end = this.best.length - 1; end > 0;) {
      const start = Math.max(0, end - size)
      await this.#try(this.best.toSpliced(start, end - start))
      end = Math.min(start, this.best.length - 1)
    }
  }

  async #simplify(): Promise<void> {
    for (let at = this.best.length - 1; at >= 0; at--)
      for (let place = 0; place < transactionAt(this.best, at).length; place++)
        for (const simpler of simplerThan(transactionAt(this.best, at)[place]!)) {
          const transaction = transactionAt(this.best, at)
          if (place >= transaction.length) break
          const changed = simpler === undefined ? transaction.toSpliced(place, 1) : transaction.with(place, simpler)
          const rest = changed.length === 0 ? this.best.toSpliced(at, 1) : this.best.with(at, changed)
          if (await this.#try(rest)) break
        }
  }

  async #try(history: readonly HistoryStep[]): Promise<boolean> {
    if (this.#left <= 0 || history.length === 0) return false
    this.#left--
    const shown = await this.#shows(history)
    if (shown === undefined) return false
    this.best = shown
    return true
  }
}

/** Empty where there is none. */
function transactionAt(history: readonly HistoryStep[], at: number): HistoryTransaction {
  const step = history[at]
  return step === undefined || isFault(step) ? [] : step
}

/** What could stand in its place; undefined: nothing. */
function* simplerThan(operation: Operation): Iterable<Operation | undefined> {
  yield undefined
  if (operation.kind === 'insert') {
    if (operation.rows.length > 1) for (const row of operation.rows) yield { ...operation, rows: [row] }
    for (const column of Object.keys(operation.rows[0]!))
      yield { ...operation, rows: operation.rows.map((row) => without(row, column)) }
  }
  if (operation.kind === 'update' && Object.keys(operation.set).length > 1)
    for (const column of Object.keys(operation.set)) yield { ...operation, set: without(operation.set, column) }
}

function without<Value>(values: Readonly<Record<string, Value>>, name: string): Readonly<Record<string, Value>> {
  return Object.fromEntries(Object.entries(values).filter(([column]) => column !== name))
}
