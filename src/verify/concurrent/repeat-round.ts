import type { HistoryTransaction } from '../histories/history.ts'
import type { Rows } from '../histories/read-rows.ts'
import type { Arena } from '../replay/arena.ts'
import type { Repeatability } from '../replay/replay-history.ts'
import type { Sides } from '../replay/replay-transaction.ts'
import { replayTransaction } from '../replay/replay-transaction.ts'
import type { JudgedRound } from './judge-round.ts'
import { judgeRound } from './judge-round.ts'
import type { Round } from './round.ts'
import { runRound } from './run-round.ts'
import type { Topology } from './topology.ts'

/** A program of clients, and how its start is come to. */
export interface RoundProgram {
  readonly setup: readonly HistoryTransaction[]
  readonly round: Round
}

/** Where its clients begin. */
export interface ProgramStart {
  readonly sides: Sides
  readonly before: Rows
}

/** Both sides as they were when the clients began; undefined where they are different already. */
export async function comeToStart(
  arena: Arena,
  setup: readonly HistoryTransaction[],
): Promise<ProgramStart | undefined> {
  const sides = await arena.restart()
  for (const operations of setup)
    if ((await replayTransaction(sides, operations, {})).became === 'different') return undefined
  return { sides, before: await sides.original.rows() }
}

/** The same program once more. Who comes first is not the same each time. */
export async function repeatRound(
  arena: Arena,
  topology: Topology,
  { setup, round }: RoundProgram,
  known: Repeatability,
): Promise<JudgedRound | undefined> {
  const start = await comeToStart(arena, setup)
  if (start === undefined) return undefined
  const recorded = await runRound(start.sides, topology, round)
  return judgeRound({ arena, topology, setup, known, ...start }, recorded)
}
