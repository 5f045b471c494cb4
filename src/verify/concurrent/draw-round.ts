import { nameKey } from '../../core/identifier.ts'
import { drawFault } from '../faults/draw-fault.ts'
import type { FaultStep, HistoryTransaction, Operation } from '../histories/history.ts'
import type { HistoryScene } from '../histories/move.ts'
import { nextTransaction, withInserted } from '../histories/next-transaction.ts'
import type { Rows } from '../histories/read-rows.ts'
import type { SeededRandom } from '../histories/seeded-random.ts'
import { partsOf } from '../replay/replay-transaction.ts'
import { drawAmbush } from './draw-ambush.ts'
import { drawDuel, drawHold } from './draw-duel.ts'
import type { ClientProgram, Round } from './round.ts'
import type { Topology, Writers } from './topology.ts'

/** Transactions of a client, in one round. */
const most = 6
/** Rows of a relation that clients know of: few, so that they meet. */
const known = 3
/** Milliseconds between two transactions of a client, and that one stands open before its COMMIT, at most. */
const longestPause = 12
const longestHold = 20

/** Draws what clients send at once, given the rows that are there; undefined where no reference crosses. */
export function drawRound(
  scene: HistoryScene,
  topology: Topology,
  rows: Rows,
  faults: readonly string[],
  random: SeededRandom,
): Round | undefined {
  const draw = random.weighted([[drawDuel, 4], [drawAmbush, 3], [undefined, 3]] as const) // prettier-ignore
  const drawn = draw?.(scene, topology, rows, random)
  if (drawn !== undefined) return { clients: drawn, faults: drawFaults(faults, random) }
  const writers = topology.drawWriters(random)
  if (writers === undefined) return undefined
  const few = new Map([...rows].map(([key, all]) => [key, random.shuffled(all).slice(0, known)]))
  const { root, others } = writers
  const services = [root, root, ...others, random.pick([root, ...others])]
  const clients: ClientProgram[] = []
  let seen: Rows = few
  for (const service of services) {
    const transactions = []
    for (let count = 1 + random.below(most); count > 0; count--) {
      const operations = drawTransaction(scene, topology, writers, service, seen, random)
      if (operations === undefined) continue
      transactions.push({ pause: random.below(longestPause), ...drawHold(random, longestHold), operations })
      seen = withInserted(seen, operations)
    }
    if (transactions.length > 0) clients.push({ service, transactions })
  }
  return { clients, faults: drawFaults(faults, random) }
}

function drawTransaction(
  scene: HistoryScene,
  topology: Topology,
  writers: Writers,
  service: string,
  rows: Rows,
  random: SeededRandom,
): HistoryTransaction | undefined {
  const weightOf = (key: string) => (scene.serviceOf(key) === service ? heat(scene, topology, writers, key) : 0)
  if (![...scene.shapes.keys()].some((key) => weightOf(key) > 0)) return undefined
  for (let attempt = 0; attempt < 8; attempt++) {
    const drawn = nextTransaction({ ...scene, weightOf }, rows, random)
    const part = partsOf(drawn, scene.serviceOf)?.find(([name]) => name === service)?.[1]
    const operations = part?.filter(
      (each) => !endsKeys(scene, each) || topology.mayEnd(nameKey(...each.relation), writers),
    )
    if (operations !== undefined && operations.length > 0) return operations
  }
  return undefined
}

/** References between the writers are written to much more than anything else. */
function heat(scene: HistoryScene, { references }: Topology, { root, others }: Writers, key: string): number {
  const writers = [root, ...others]
  const between = references.filter(({ from, to }) => [from, to].every((end) => writers.includes(scene.serviceOf(end))))
  return between.some(({ from, to }) => from === key || to === key) ? 12 : 1
}

/** Whether keys that others refer to may go or change. */
function endsKeys({ shapes }: HistoryScene, operation: Operation): boolean {
  if (operation.kind === 'insert') return false
  if (operation.kind !== 'update') return true
  const key = nameKey(...operation.relation)
  const references = [...shapes.values()].flatMap((shape) => shape.references)
  return references.some(({ referenced, referencedColumns }) => referenced === key && referencedColumns.some((name) => Object.hasOwn(operation.set, name))) // prettier-ignore
}

function drawFaults(faults: readonly string[], random: SeededRandom): FaultStep[] {
  if (faults.length === 0 || random.chance(0.3)) return []
  return Array.from({ length: 1 + random.below(3) }, () => ({ kind: 'fault', fault: drawFault(faults, random).id, seed: random.below(2 ** 31) })) // prettier-ignore
}
