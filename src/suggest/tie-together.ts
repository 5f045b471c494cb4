import type { ObjectId } from '../catalog/statement.ts'
import type { Tie } from './tie.ts'

/** One that touches more than this is a report over everything and says nothing. */
const most = 8
const weight = 0.5

/** All pairs of what one view or routine touches; the more there are, the less each says. */
export function* tieTogether(touched: readonly (ObjectId | undefined)[]): Iterable<Tie> {
  const relations = [...new Set(touched)].filter((id) => id !== undefined)
  if (relations.length > most) return
  for (const [at, a] of relations.entries())
    for (const b of relations.slice(at + 1)) yield { a, b, weight: weight / (relations.length - 1) }
}
