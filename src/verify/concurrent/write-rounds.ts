import { faults as allFaults } from '../faults/fault-registry.ts'
import type { HistoryTransaction } from '../histories/history.ts'
import type { HistoryScene } from '../histories/move.ts'
import { nextTransaction } from '../histories/next-transaction.ts'
import { SeededRandom } from '../histories/seeded-random.ts'
import type { Arena } from '../replay/arena.ts'
import type { Difference } from '../replay/difference.ts'
import { commonRows } from '../replay/difference.ts'
import type { Rows } from '../histories/read-rows.ts'
import type { Repeatability } from '../replay/replay-history.ts'
import type { Sides } from '../replay/replay-transaction.ts'
import { replayTransaction } from '../replay/replay-transaction.ts'
import type { HistoryLimits } from '../replay/write-histories.ts'
import { sceneOf, secondsSince } from '../replay/write-histories.ts'
import type { ConcurrentSummary } from '../verdict.ts'
import { drawRound } from './draw-round.ts'
import { isTurnedAwayWhileClosing } from './explain-round.ts'
import type { JudgedRound } from './judge-round.ts'
import { judgeRound } from './judge-round.ts'
import type { Round, SentTransaction } from './round.ts'
import { runRound } from './run-round.ts'
import type { Topology } from './topology.ts'

/** Rounds of one history; then both sides begin anew. */
const length = 8
/** Transactions that come before the first of them, one after the other, so that there is something to write about. */
const least = 14

/** A round that shows what is wrong, and how its start is come to. */
export interface FailedRound {
  readonly setup: readonly HistoryTransaction[]
  readonly round: Round
  readonly judged: JudgedRound & { readonly became: 'wrong' }
}

export interface WrittenRounds {
  readonly summary: ConcurrentSummary
  readonly failed: FailedRound | undefined
  /** Where the services are not what one database would be although nobody wrote at once. */
  readonly different: Difference | undefined
}

type Counts = { -readonly [Figure in keyof Omit<ConcurrentSummary, 'seed' | 'seconds'>]: number }

/** Has clients write at once, round after round, until there were enough statements, the time is up or something is wrong. */
export async function writeRounds(
  arena: Arena,
  topology: Topology,
  { seed, operations: wanted, seconds, faults }: HistoryLimits,
  known: Repeatability,
  tell: (line: string) => void,
): Promise<WrittenRounds> {
  const scene = sceneOf(arena)
  const striking = faults.filter((id) => allFaults.find((each) => each.id === id)?.isSerial !== true)
  const begin = Date.now()
  const end = begin + seconds * 1000
  const counts: Counts = { rounds: 0, clients: 0, transactions: 0, operations: 0, faults: 0, refused: 0, turnedAway: 0, looks: 0, groups: 0, steps: 0, undecided: 0, differences: 0 } // prettier-ignore
  const goesOn = () => counts.operations < wanted && Date.now() < end && counts.differences === 0
  const result = (rest: Partial<WrittenRounds> = {}) => ({ summary: { seed, ...counts, seconds: secondsSince(begin) }, failed: undefined, different: undefined, ...rest }) // prettier-ignore
  for (let history = 0; goesOn(); history++) {
    const random = new SeededRandom(seed + history * 104_729)
    const { sides, setup, different } = await setUp(arena, scene, random)
    if (different !== undefined) {
      counts.differences++
      return result({ different })
    }
    for (let at = 0; at < length && goesOn(); at++) {
      const round = drawRound(scene, topology, await rowsToName(sides), striking, random)
      if (round === undefined) return result()
      if (round.clients.length === 0) continue
      const before = await sides.original.rows()
      const recorded = await runRound(sides, topology, round)
      const judged = await judgeRound({ arena, sides, topology, setup, before, known }, recorded)
      count(counts, topology, round, judged)
      tell(`clients write at once: ${counts.operations} of ${wanted} operations`)
      if (judged.became === 'wrong') {
        counts.differences++
        return result({ failed: { setup, round, judged } })
      }
      // Where the database with the keys stands now is not known.
      if (judged.became === 'undecided') break
      setup.push(...judged.order.map(({ operations }) => operations))
    }
  }
  return result()
}

/** At rest. */
async function rowsToName({ original, split }: Sides): Promise<Rows> {
  const [rows, found] = await Promise.all([original.rows(), split.rows()])
  return commonRows(rows, found)
}

/** Both sides with some rows, the same on both. */
async function setUp(
  arena: Arena,
  scene: HistoryScene,
  random: SeededRandom,
): Promise<{
  readonly sides: Sides
  readonly setup: HistoryTransaction[]
  readonly different: Difference | undefined
}> {
  const setup: HistoryTransaction[] = []
  let sides = await arena.restart()
  for (let count = 0; count < least && scene.shapes.size > 0; count++) {
    const drawn = nextTransaction(scene, await rowsToName(sides), random)
    const operations = drawn.filter(({ kind }) => kind === 'insert')
    const step = await replayTransaction(sides, operations, {})
    if (step.became === 'different') return { sides, setup, different: step.difference }
    if (step.became === 'accepted') setup.push(operations)
    if (step.became !== 'parted') continue
    // One side has it, and the other a part of it: again, without it.
    sides = await arena.restart()
    for (const each of setup) await replayTransaction(sides, each, {})
  }
  return { sides, setup, different: undefined }
}

function count(
  counts: Counts,
  topology: Topology,
  round: Round,
  { recorded, groups, steps, became }: JudgedRound,
): void {
  const { transactions, looks } = recorded
  const isTurnedAway = (each: SentTransaction) => each.turnedAway !== undefined || isTurnedAwayWhileClosing(topology, each, transactions) // prettier-ignore
  counts.rounds++
  counts.clients += round.clients.length
  counts.faults += round.faults.length
  counts.transactions += transactions.length
  counts.operations += transactions.flatMap(({ operations }) => operations).length
  counts.turnedAway += transactions.filter(isTurnedAway).length
  counts.refused += transactions.filter((each) => each.outcome !== null && !isTurnedAway(each)).length
  counts.looks += looks
  counts.groups += groups
  counts.steps += steps
  if (became === 'undecided') counts.undecided++
}
