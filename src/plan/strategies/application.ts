import type { GuardStrategy } from '../strategy.ts'
import { looksEarlier } from '../looks-earlier.ts'
import { movesByVote } from '../moves-by-vote.ts'

export const application: GuardStrategy = {
  id: 'application',
  summary: 'the service’s own code looks the referenced row up before each write',
  fitness(scene) {
    const moves = movesByVote(scene)
    if (moves.length > 0) return { verdict: 'unsafe', because: moves }
    return {
      verdict: 'weak',
      because: ['Only writes of the service’s own code are checked; other SQL is not.', ...looksEarlier(scene.key)],
    }
  },
  duties({ key: { referencing, referenced } }) {
    return [
      { kind: 'guard-write', service: referencing.service, by: 'lookup' },
      { kind: 'reconcile', service: referencing.service },
      // One of the ways to look it up.
      { kind: 'answer-existence', service: referenced.service },
    ]
  },
}
