import type { HistoryTransaction, Operation } from '../histories/history.ts'

/** Tells whether a history still shows what is wrong; the transactions that did it, up to the one where it showed. */
export type Shows = (transactions: readonly HistoryTransaction[]) => Promise<readonly HistoryTransaction[] | undefined>

/**
 * Takes away what is not needed to show it: transactions, many at a time and then one by one, then statements, rows and
 * values. Ends when nothing more can go, or after so many attempts.
 */
export async function shrinkHistory(
  transactions: readonly HistoryTransaction[],
  shows: Shows,
  attempts = 300,
): Promise<readonly HistoryTransaction[]> {
  const search = new Search(transactions, shows, attempts)
  await search.run()
  return search.best
}

class Search {
  best: readonly HistoryTransaction[]
  readonly #shows: Shows
  #left: number

  constructor(transactions: readonly HistoryTransaction[], shows: Shows, attempts: number) {
    this.best = transactions
    this.#shows = shows
    this.#left = attempts
  }

  async run(): Promise<void> {
    for (let size = Math.ceil(this.best.length / 2); size > 0; size = size === 1 ? 0 : Math.ceil(size / 2))
      await this.#dropTransactions(size)
    for (let before = ''; before !== JSON.stringify(this.best) && this.#left > 0;) {
      before = JSON.stringify(this.best)
      await this.#simplify()
      await this.#dropTransactions(1)
    }
  }

  /** From the end: what is late depends on what is early. The last one is where it shows. */
  async #dropTransactions(size: number): Promise<void> {
    for (let end = this.best.length - 1; end > 0;) {
      const start = Math.max(0, end - size)
      await this.#try(this.best.toSpliced(start, end - start))
      end = Math.min(start, this.best.length - 1)
    }
  }

  async #simplify(): Promise<void> {
    for (let at = this.best.length - 1; at >= 0; at--)
      for (let place = 0; place < (this.best[at]?.length ?? 0); place++)
        for (const simpler of simplerThan(this.best[at]![place]!)) {
          const transaction = this.best[at]
          if (transaction === undefined || place >= transaction.length) break
          const changed = simpler === undefined ? transaction.toSpliced(place, 1) : transaction.with(place, simpler)
          const rest = changed.length === 0 ? this.best.toSpliced(at, 1) : this.best.with(at, changed)
          if (await this.#try(rest)) break
        }
  }

  async #try(transactions: readonly HistoryTransaction[]): Promise<boolean> {
    if (this.#left <= 0 || transactions.length === 0) return false
    this.#left--
    const shown = await this.#shows(transactions)
    if (shown === undefined) return false
    this.best = shown
    return true
  }
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
