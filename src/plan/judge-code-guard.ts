import { looksEarlier } from './looks-earlier.ts'
import type { Fitness, ReferenceScene } from './strategy.ts'

/** A guard in the service's own code, which keeps less than a key does: `because` says what of it, as a sentence. */
export function judgeCodeGuard({ key, movedByVote }: ReferenceScene, because: string): Fitness {
  if (movedByVote.length === 0) return { verdict: 'weak', because: [because, ...looksEarlier(key)] }
  return {
    verdict: 'unsafe',
    because: movedByVote.map(
      (id) =>
        `Its columns are of a key that others name and that changes by vote, within the database, where no code looks: ${id}.`,
    ),
  }
}
