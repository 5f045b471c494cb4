import type { HistoryTransaction } from '../histories/history.ts'
import type { Rows } from '../histories/read-rows.ts'
import type { Arena } from './arena.ts'
import type { Difference, Unrepeatable } from './difference.ts'
import { findRowDifference, findUnrepeatable } from './difference.ts'
import type { Sides, Step } from './replay-transaction.ts'
import { replayTransaction } from './replay-transaction.ts'

/** What a run of transactions came to. */
export interface Replayed {
  readonly transactions: readonly HistoryTransaction[]
  readonly steps: readonly Step[]
  /** After the last of them, where there is one. */
  readonly difference: Difference | undefined
}

/** What is not the same twice on one database, found as runs go on. */
export interface Repeatability {
  columns: Unrepeatable
  /** Nothing more is looked for. */
  complete?: boolean
}

/**
 * Runs transactions on both sides, each as `next` makes it of the rows that are there, until it makes no more or something
 * is different. After each the rows are compared.
 */
export async function replayHistory(
  arena: Arena,
  sides: Sides,
  next: (rows: Rows, count: number) => HistoryTransaction | undefined,
  known: Repeatability,
  watch?: (step: Step, transaction: HistoryTransaction) => void,
): Promise<Replayed> {
  const transactions: HistoryTransaction[] = []
  const steps: Step[] = []
  let rows = await sides.original.rows()
  for (;;) {
    const transaction = next(rows, transactions.length)
    if (transaction === undefined) return { transactions, steps, difference: undefined }
    let step = await replayTransaction(sides, transaction)
    transactions.push(transaction)
    if (step.became === 'accepted') {
      const found = await Promise.all([sides.original.rows(), sides.split.rows()])
      rows = found[0]
      const split = found[1]
      const compare = () => findRowDifference(sides.shapes, sides.serviceOf, rows, split, known.columns)
      let difference = compare()
      if (difference !== undefined && known.complete !== true) {
        known.columns = merge(known.columns, await repeatOriginal(arena, [...steps, step], transactions, rows))
        difference = compare()
      }
      if (difference !== undefined) step = { became: 'different', difference }
    }
    steps.push(step)
    watch?.(step, transaction)
    if (step.became === 'different') return { transactions, steps, difference: step.difference }
    if (step.became === 'parted') return { transactions, steps, difference: undefined }
  }
}

/** The same once more on one database: what comes out otherwise there is no difference of the split's. */
async function repeatOriginal(
  arena: Arena,
  steps: readonly Step[],
  transactions: readonly HistoryTransaction[],
  rows: Rows,
): Promise<Unrepeatable> {
  const original = await arena.repeatOriginal()
  for (const [at, step] of steps.entries()) {
    if (step.became !== 'accepted') continue
    await original.begin([transactions[at]!])
    await original.end('COMMIT')
  }
  return findUnrepeatable(arena.shapes.values(), rows, await original.rows())
}

function merge(a: Unrepeatable, b: Unrepeatable): Unrepeatable {
  const result = new Map(a)
  for (const [key, columns] of b) result.set(key, new Set([...(result.get(key) ?? []), ...columns]))
  return result
}
