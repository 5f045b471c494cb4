import type { SeededRandom } from '../histories/seeded-random.ts'
import type { Fault } from './fault.ts'
import { faults } from './fault-registry.ts'

/** One of some that are named by their ids, of which there must be one; some are rarer than others. */
export function drawFault(ids: readonly string[], random: SeededRandom): Fault {
  const chosen = faults.filter(({ id }) => ids.includes(id))
  return random.weighted(chosen.map((fault) => [fault, fault.weight ?? 1] as const))
}
