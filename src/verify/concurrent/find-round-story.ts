import type { Rows } from '../histories/read-rows.ts'
import type { RelationShape } from '../histories/relation-shape.ts'
import type { Arena } from '../replay/arena.ts'
import type { Repeatability } from '../replay/replay-history.ts'
import type { ConcurrentStory } from '../stories/story.ts'
import type { JudgedRound, Wrong } from './judge-round.ts'
import type { RoundProgram } from './repeat-round.ts'
import { repeatRound } from './repeat-round.ts'
import type { SentTransaction } from './round.ts'
import { shrinkProgram } from './shrink-program.ts'
import { tellRound } from './tell-round.ts'
import type { Topology } from './topology.ts'
import type { FailedRound } from './write-rounds.ts'

/** How often a shorter program is run before it counts as one that does not show it, and how long that goes on, in milliseconds. */
const tries = 3
const longest = 40_000

type WrongRound = JudgedRound & { readonly became: 'wrong' }

/** A short program of clients that came to the same wrong, told with what its clients saw. */
export async function findRoundStory(
  arena: Arena,
  topology: Topology,
  failed: FailedRound,
  known: Repeatability,
  about: Pick<ConcurrentStory, 'inputHash' | 'seed'>,
  milliseconds = longest,
): Promise<ConcurrentStory> {
  const { setup, round, judged } = failed
  const quiet: Repeatability = { columns: known.columns, complete: true }
  let seen = judged
  const end = Date.now() + milliseconds
  const shows = async (program: RoundProgram) => {
    for (let left = tries; left > 0 && Date.now() < end; left--) {
      const again = await repeatRound(arena, topology, program, quiet)
      if (again?.became !== 'wrong' || !isAlike(again.wrong, judged.wrong)) continue
      seen = again
      return true
    }
    return false
  }
  // What does not come again is told as it came.
  const program = await shrinkProgram({ setup, round }, shows)
  return tellStory(program, seen, arena.shapes.values(), about)
}

export function tellStory(
  { setup, round }: RoundProgram,
  { wrong, recorded: { transactions, rows } }: WrongRound,
  shapes: Iterable<RelationShape>,
  about: Pick<ConcurrentStory, 'inputHash' | 'seed'>,
): ConcurrentStory {
  const recorded = { transactions: transactions.map(asJson), rows: namedRows(rows, shapes) }
  const lines = tellRound({ setup, round, transactions, wrong })
  return { format: 1, check: 'concurrent-history', ...about, setup, round, recorded, lines }
}

function asJson(transaction: SentTransaction): SentTransaction {
  return { ...transaction, sent: Math.round(transaction.sent * 1000) / 1000, answered: Math.round(transaction.answered * 1000) / 1000 } // prettier-ignore
}

function namedRows(rows: Rows, shapes: Iterable<RelationShape>): ConcurrentStory['recorded']['rows'] {
  return [...shapes].flatMap(({ key, schema, name }) => {
    const found = rows.get(key) ?? []
    return found.length === 0 ? [] : [{ relation: [schema, name] as const, rows: found }]
  })
}

function isAlike(a: Wrong, b: Wrong): boolean {
  if (a.kind === 'seen' || b.kind === 'seen') return a.kind === b.kind
  return a.nearest.difference.kind === b.nearest.difference.kind
}
