import type { HistoryScene } from '../histories/move.ts'
import type { Rows } from '../histories/read-rows.ts'
import type { CrossingReference, Topology } from './topology.ts'

/** References with keys that are there, and that may go while rows name them. */
export function findFields({ shapes, serviceOf }: HistoryScene, topology: Topology, rows: Rows): CrossingReference[] {
  return topology.references.filter(({ from, to }) => {
    const writers = { root: serviceOf(to), others: [serviceOf(from)] }
    return shapes.has(from) && shapes.has(to) && (rows.get(to) ?? []).length > 0 && topology.mayEnd(to, writers)
  })
}
